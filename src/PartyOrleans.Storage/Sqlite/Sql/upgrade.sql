-- Rows written before rows were sealed, one after the other.

-- name: UpgradeRecords
SELECT id, body, source, record_id FROM record WHERE id > ?1 ORDER BY id LIMIT 1;

-- name: UpgradeRecord
UPDATE record SET body = ?2 WHERE id = ?1;

-- name: UpgradePayloads
SELECT y.record, y.text, r.source, r.record_id FROM record_payload y JOIN record r ON r.id = y.record WHERE y.record > ?1 ORDER BY y.record LIMIT 1;

-- name: UpgradePayload
UPDATE record_payload SET text = ?2 WHERE record = ?1;

-- name: UpgradeGoldens
SELECT g.id, g.body, p.name FROM golden_version g JOIN party p ON p.id = g.party WHERE g.id > ?1 ORDER BY g.id LIMIT 1;

-- name: UpgradeGolden
UPDATE golden_version SET body = ?2 WHERE id = ?1;

-- name: UpgradeEvents
SELECT e.id, e.records, p.name FROM party_event e JOIN party p ON p.id = e.party WHERE e.id > ?1 ORDER BY e.id LIMIT 1;

-- name: UpgradeEvent
UPDATE party_event SET records = ?2 WHERE id = ?1;

-- name: UpgradeJudgements
SELECT id, reason, author, kind, at, left_source, left_id, right_source, right_id FROM judgement WHERE id > ?1 ORDER BY id LIMIT 1;

-- name: UpgradeJudgement
UPDATE judgement SET reason = ?2, author = '' WHERE id = ?1;

-- name: UpgradeDeadLetters
SELECT id, raw, source FROM dead_letter WHERE id > ?1 ORDER BY id LIMIT 1;

-- A new digest: the old one could be told from the text. The same letter may then be kept once more.
-- name: UpgradeDeadLetter
UPDATE dead_letter SET raw = ?2, digest = randomblob(16) WHERE id = ?1;

-- name: UpgradeFingerprints
UPDATE hub_commit SET fingerprint = x'' WHERE length(fingerprint) > 0;
