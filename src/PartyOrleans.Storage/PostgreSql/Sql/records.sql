-- name: FindRecordRows
SELECT k.place, r.id
FROM unnest($1::integer[], $2::bytea[]) WITH ORDINALITY k (source, key, place)
JOIN record r ON r.source = k.source
 AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = k.key;

-- name: InsertRecord
INSERT INTO record (id, source, record_id, party, body)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bytea[], $4::bigint[], $5::bytea[]);

-- name: CopyRecord
COPY record (id, source, record_id, party, body) FROM STDIN (FORMAT binary)

-- name: UpdateRecord
UPDATE record r SET party = n.party, body = n.body
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) n (id, party, body)
WHERE r.id = n.id;

-- name: MoveRecord
UPDATE record r SET party = n.party
FROM unnest($1::bigint[], $2::bigint[]) n (id, party)
WHERE r.id = n.id;

-- name: DeleteRecord
DELETE FROM record r USING unnest($1::bigint[]) n (id) WHERE r.id = n.id;

-- name: DeletePayload
DELETE FROM record_payload y USING unnest($1::bigint[]) n (id) WHERE y.record = n.id;

-- name: InsertPayload
INSERT INTO record_payload (record, text) SELECT * FROM unnest($1::bigint[], $2::bytea[]);

-- name: CopyPayload
COPY record_payload (record, text) FROM STDIN (FORMAT binary)

-- name: FindRecord
SELECT r.body, p.name, y.text
FROM record r JOIN party p ON p.id = r.party LEFT JOIN record_payload y ON y.record = r.id
WHERE r.source = $1
  AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = $2;

-- name: ReadRecordSpan
SELECT coalesce((SELECT min(id) FROM record), 0), coalesce((SELECT max(id) FROM record), -1);

-- name: ReadRecords
SELECT source, record_id, party, body FROM record WHERE id BETWEEN $1 AND $2 ORDER BY id;

-- name: ReadRecordsWithPayload
SELECT r.source, r.record_id, r.party, r.body, y.text
FROM record r LEFT JOIN record_payload y ON y.record = r.id
WHERE r.id BETWEEN $1 AND $2 ORDER BY r.id;
