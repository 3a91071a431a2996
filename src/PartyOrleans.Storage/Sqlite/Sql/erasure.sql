-- name: ErasePastRows
SELECT id, record, body FROM record_past WHERE source = ?1 AND record_id = ?2 ORDER BY id;

-- name: ShredPast
UPDATE record_past SET record_id = ?2, body = ?3, payload = NULL WHERE id = ?1;

-- name: RedactPast
UPDATE record_past SET body = ?2, payload = NULL WHERE id = ?1;

-- name: EraseStays
SELECT DISTINCT party FROM record_move WHERE record = ?1;

-- name: FindPartyChain
SELECT golden, event, name FROM party WHERE id = ?1;

-- name: FindGoldenRow
SELECT previous, body FROM golden_version WHERE id = ?1;

-- name: UpdateGoldenBody
UPDATE golden_version SET body = ?2 WHERE id = ?1;

-- name: FindEventRow
SELECT previous, records FROM party_event WHERE id = ?1;

-- name: UpdateEventRecords
UPDATE party_event SET records = ?2 WHERE id = ?1;

-- name: EraseJudgementsLeft
SELECT id, left_source, left_id, right_source, right_id, reason, ended FROM judgement WHERE left_source = ?1 AND left_id = ?2 ORDER BY id;

-- name: EraseJudgementsRight
SELECT id, left_source, left_id, right_source, right_id, reason, ended FROM judgement WHERE right_source = ?1 AND right_id = ?2 ORDER BY id;

-- name: ShredJudgement
UPDATE judgement SET left_id = ?2, right_id = ?3, reason = ?4 WHERE id = ?1;

-- name: EraseReviews
DELETE FROM review WHERE (left_source = ?1 AND left_id = ?2) OR (right_source = ?1 AND right_id = ?2);

-- name: EraseDeadLetterRows
SELECT id, raw, detail FROM dead_letter WHERE source = ?1 ORDER BY id;

-- name: DeleteDeadLetter
DELETE FROM dead_letter WHERE id = ?1;

-- name: DeleteBlind
DELETE FROM blind_index WHERE digest = ?1 AND record = ?2;

-- name: PutSuppression
INSERT INTO suppression (digest, erasure) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET erasure = excluded.erasure, lifted = NULL;

-- name: LiftSuppression
UPDATE suppression SET lifted = ?2 WHERE digest = ?1 AND lifted IS NULL;

-- name: ReadSuppressions
SELECT digest FROM suppression WHERE lifted IS NULL;

-- name: FindLastErasure
SELECT coalesce(max(id), 0) FROM erasure;

-- name: FindLastErasureCommit
SELECT coalesce(max(hub_commit), 0) FROM erasure;

-- name: InsertErasure
INSERT INTO erasure (id, hub_commit, receipt) VALUES (?1, ?2, ?3);

-- name: InsertErasureRow
INSERT INTO erasure_row (erasure, kind, row, before, after) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: FindReceipt
SELECT receipt FROM erasure WHERE hub_commit = ?1;

-- name: ReadReceipts
SELECT hub_commit, receipt FROM erasure WHERE hub_commit < ?1 AND receipt <> '' ORDER BY hub_commit DESC LIMIT ?2;
