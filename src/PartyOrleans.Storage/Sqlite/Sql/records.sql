-- name: InsertRecord
INSERT INTO record (id, source, record_id, party, body, since, party_since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
ON CONFLICT (source, record_id) DO NOTHING;

-- name: FindRecordRow
SELECT id, party, party_since, since FROM record WHERE source = ?1 AND record_id = ?2;

-- name: UpdateRecord
UPDATE record SET party = ?2, body = ?3, since = ?4, party_since = ?5 WHERE id = ?1;

-- name: MoveRecord
UPDATE record SET party = ?2, party_since = ?3 WHERE id = ?1;

-- name: KeepPast
INSERT INTO record_past (record, source, record_id, since, until, body, payload)
SELECT r.id, r.source, r.record_id, r.since, ?2, r.body, y.text FROM record r LEFT JOIN record_payload y ON y.record = r.id WHERE r.id = ?1;

-- name: KeepStay
INSERT INTO record_move (record, party, since, until) VALUES (?1, ?2, ?3, ?4);

-- name: PutBlind
INSERT INTO blind_index (digest, record) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- name: DeleteRecord
DELETE FROM record WHERE id = ?1;

-- name: PutPayload
INSERT INTO record_payload (record, text) VALUES (?1, ?2) ON CONFLICT (record) DO UPDATE SET text = excluded.text;

-- name: DeletePayload
DELETE FROM record_payload WHERE record = ?1;

-- name: FindRecord
SELECT r.body, p.name, y.text
FROM record r JOIN party p ON p.id = r.party LEFT JOIN record_payload y ON y.record = r.id
WHERE r.source = ?1 AND r.record_id = ?2;

-- name: ReadRecordSpan
SELECT coalesce((SELECT min(id) FROM record), 0), coalesce((SELECT max(id) FROM record), -1);

-- name: ReadRecords
SELECT source, record_id, party, body FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id;

-- name: ReadRecordsWithPayload
SELECT r.source, r.record_id, r.party, r.body, y.text
FROM record r LEFT JOIN record_payload y ON y.record = r.id
WHERE r.id BETWEEN ?1 AND ?2 ORDER BY r.id;
