-- name: EraseFindRecord
SELECT id, party FROM record WHERE source = $1
  AND (CASE WHEN octet_length(record_id) <= 1000 THEN record_id ELSE substring(record_id FOR 1000) || sha256(record_id) END) = $2;

-- name: ErasePastRows
SELECT id, record, body FROM record_past WHERE source = $1
  AND (CASE WHEN octet_length(record_id) <= 1000 THEN record_id ELSE substring(record_id FOR 1000) || sha256(record_id) END) = $2
ORDER BY id;

-- name: ShredPast
UPDATE record_past SET record_id = $2, body = $3, payload = NULL WHERE id = $1;

-- name: RedactPast
UPDATE record_past SET body = $2, payload = NULL WHERE id = $1;

-- name: EraseStays
SELECT DISTINCT party FROM record_move WHERE record = ANY ($1::bigint[]);

-- name: EraseGoldenRows
WITH RECURSIVE version AS (
    SELECT 1 AS place, g.id, g.previous, g.body FROM party p JOIN golden_version g ON g.id = p.golden WHERE p.id = $1
    UNION ALL
    SELECT v.place + 1, g.id, g.previous, g.body FROM version v JOIN golden_version g ON g.id = v.previous
)
SELECT id, body FROM version ORDER BY place;

-- name: UpdateGoldenBody
UPDATE golden_version SET body = $2 WHERE id = $1;

-- name: EraseEventRows
WITH RECURSIVE happened AS (
    SELECT 1 AS place, e.id, e.previous, e.records FROM party p JOIN party_event e ON e.id = p.event WHERE p.id = $1
    UNION ALL
    SELECT h.place + 1, e.id, e.previous, e.records FROM happened h JOIN party_event e ON e.id = h.previous
)
SELECT id, records FROM happened WHERE golden_of_event(records) IS NULL ORDER BY place;

-- name: UpdateEventRecords
UPDATE party_event SET records = $2 WHERE id = $1;

-- name: EraseJudgementsLeft
SELECT id, left_source, left_id, right_source, right_id, reason, ended FROM judgement WHERE left_source = $1
  AND (CASE WHEN octet_length(left_id) <= 1000 THEN left_id ELSE substring(left_id FOR 1000) || sha256(left_id) END) = $2
ORDER BY id;

-- name: EraseJudgementsRight
SELECT id, left_source, left_id, right_source, right_id, reason, ended FROM judgement WHERE right_source = $1
  AND (CASE WHEN octet_length(right_id) <= 1000 THEN right_id ELSE substring(right_id FOR 1000) || sha256(right_id) END) = $2
ORDER BY id;

-- The digest of a pair could be tested by guessing its records.
-- name: ShredJudgement
UPDATE judgement SET pair = sha256($2 || $3), left_id = $2, right_id = $3, reason = $4 WHERE id = $1;

-- name: EraseReviews
DELETE FROM review WHERE (left_source = $1 AND left_id = $2) OR (right_source = $1 AND right_id = $2);

-- name: EraseDeadLetterRows
SELECT id, raw, detail FROM dead_letter WHERE source = $1 ORDER BY id;

-- name: DeleteDeadLetters
DELETE FROM dead_letter WHERE id = ANY ($1::bigint[]);

-- name: DeleteBlind
DELETE FROM blind_index WHERE record = $2 AND digest = ANY ($1::bigint[]);

-- name: PutSuppression
INSERT INTO suppression (digest, erasure) SELECT unnest($1::bytea[]), $2
ON CONFLICT (digest) DO UPDATE SET erasure = excluded.erasure, lifted = NULL;

-- name: LiftSuppression
UPDATE suppression SET lifted = $2 WHERE digest = $1 AND lifted IS NULL;

-- name: ReadSuppressions
SELECT digest FROM suppression WHERE lifted IS NULL;

-- name: FindLastErasure
SELECT coalesce(max(id), 0) FROM erasure;

-- name: InsertErasure
INSERT INTO erasure (id, hub_commit, receipt) VALUES ($1, $2, $3);

-- name: InsertErasureRows
INSERT INTO erasure_row (erasure, place, kind, subject, before, after)
SELECT $1, n.place::integer, n.kind, n.subject, n.before, n.after
FROM unnest($2::smallint[], $3::bigint[], $4::bytea[], $5::bytea[]) WITH ORDINALITY n (kind, subject, before, after, place);

-- name: FindLastErasureCommit
SELECT coalesce(max(hub_commit), 0) FROM erasure;

-- name: FindReceipt
SELECT receipt FROM erasure WHERE hub_commit = $1;

-- name: FindPartyNameOf
SELECT name FROM party WHERE id = $1;

-- name: ReadReceipts
SELECT hub_commit, receipt FROM erasure WHERE hub_commit < $1 AND receipt <> '' ORDER BY hub_commit DESC LIMIT $2;
