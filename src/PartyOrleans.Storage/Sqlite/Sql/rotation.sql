-- Sealed rows in the order of their numbers: number, bytes, and what their owner is made of.

-- name: RotateRecords
SELECT r.id, r.body, r.source, r.record_id FROM record r WHERE r.id > ?1 ORDER BY r.id LIMIT ?2;

-- name: RotateRecord
UPDATE record SET body = ?2 WHERE id = ?1;

-- name: RotatePayloads
SELECT y.record, y.text, r.source, r.record_id FROM record_payload y JOIN record r ON r.id = y.record WHERE y.record > ?1 ORDER BY y.record LIMIT ?2;

-- name: RotatePayload
UPDATE record_payload SET text = ?2 WHERE record = ?1;

-- name: RotatePastRecords
SELECT id, body, source, record_id FROM record_past WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: RotatePastRecord
UPDATE record_past SET body = ?2 WHERE id = ?1;

-- name: RotatePastPayloads
SELECT id, payload, source, record_id FROM record_past WHERE id > ?1 AND payload IS NOT NULL ORDER BY id LIMIT ?2;

-- name: RotatePastPayload
UPDATE record_past SET payload = ?2 WHERE id = ?1;

-- name: RotateGoldens
SELECT g.id, g.body, p.name FROM golden_version g JOIN party p ON p.id = g.party WHERE g.id > ?1 ORDER BY g.id LIMIT ?2;

-- name: RotateGolden
UPDATE golden_version SET body = ?2 WHERE id = ?1;

-- name: RotateEvents
SELECT e.id, e.records, p.name FROM party_event e JOIN party p ON p.id = e.party WHERE e.id > ?1 ORDER BY e.id LIMIT ?2;

-- name: RotateEvent
UPDATE party_event SET records = ?2 WHERE id = ?1;

-- name: RotateJudgements
SELECT id, reason, left_source, left_id, right_source, right_id FROM judgement WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: RotateJudgement
UPDATE judgement SET reason = ?2 WHERE id = ?1;

-- name: RotateDeadLetters
SELECT id, raw, source FROM dead_letter WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: RotateDeadLetter
UPDATE dead_letter SET raw = ?2 WHERE id = ?1;

-- name: RotateDeadLetterDetails
SELECT id, detail, source FROM dead_letter WHERE id > ?1 AND detail IS NOT NULL ORDER BY id LIMIT ?2;

-- name: RotateDeadLetterDetail
UPDATE dead_letter SET detail = ?2 WHERE id = ?1;

-- name: DeleteOldDataKeys
DELETE FROM data_key WHERE purpose = 1 AND id < ?1;

-- name: RewrapKey
UPDATE data_key SET kek = ?2, wrapped = ?3 WHERE id = ?1;
