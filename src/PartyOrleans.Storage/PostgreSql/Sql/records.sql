-- name: FindRecordRows
SELECT k.place, r.id, r.party, r.party_since, r.since
FROM unnest($1::integer[], $2::bytea[]) WITH ORDINALITY k (source, key, place)
JOIN record r ON r.source = k.source
 AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = k.key;

-- name: InsertRecord
INSERT INTO record (id, source, record_id, party, body, since, party_since)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bigint[]);

-- name: CopyRecord
COPY record (id, source, record_id, party, body, since, party_since) FROM STDIN (FORMAT binary)

-- name: UpdateRecord
UPDATE record r SET party = n.party, body = n.body, since = n.since, party_since = n.party_since
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[]) n (id, party, body, since, party_since)
WHERE r.id = n.id;

-- name: MoveRecord
UPDATE record r SET party = n.party, party_since = n.since
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) n (id, party, since)
WHERE r.id = n.id;

-- name: KeepPast
INSERT INTO record_past (id, record, source, record_id, since, until, body, payload)
SELECT n.id, r.id, r.source, r.record_id, r.since, n.until, r.body, y.text
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) n (id, record, until)
JOIN record r ON r.id = n.record
LEFT JOIN record_payload y ON y.record = r.id;

-- name: KeepStay
INSERT INTO record_move (id, record, party, since, until)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]);

-- name: PutBlind
INSERT INTO blind_index (digest, record) SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING;

-- name: CopyBlind
COPY blind_index (digest, record) FROM STDIN (FORMAT binary)

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
