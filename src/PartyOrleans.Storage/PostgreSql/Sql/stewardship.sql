-- name: DeleteReview
DELETE FROM review WHERE pair = ANY ($1::bytea[]);

-- Both parts see the reviews as they were before.
-- name: PutReview
WITH n AS (
    SELECT * FROM unnest(
        $1::bigint[], $2::bigint[], $3::bytea[], $4::integer[], $5::bytea[], $6::integer[], $7::bytea[], $8::double precision[], $9::double precision[])
        n (id, hub_commit, pair, left_source, left_id, right_source, right_id, weight_bits, probability)
), told AS (
    INSERT INTO review_event (id, hub_commit, kind, left_source, left_id, right_source, right_id, weight_bits, probability)
    SELECT n.id, n.hub_commit, CASE WHEN r.pair IS NULL THEN 1 ELSE 2 END,
        n.left_source, n.left_id, n.right_source, n.right_id, n.weight_bits, n.probability
    FROM n LEFT JOIN review r ON r.pair = n.pair
    WHERE r.pair IS NULL OR r.weight_bits <> n.weight_bits OR r.probability <> n.probability
)
INSERT INTO review (pair, left_source, left_id, right_source, right_id, weight_bits, probability)
SELECT pair, left_source, left_id, right_source, right_id, weight_bits, probability FROM n
ON CONFLICT (pair) DO UPDATE SET weight_bits = excluded.weight_bits, probability = excluded.probability;

-- name: ReadReviews
SELECT left_source, left_id, right_source, right_id, weight_bits, probability FROM review;

-- name: EndJudgement
UPDATE judgement SET ended = $2 WHERE id = ANY ($1::bigint[]);

-- name: FindJudgements
SELECT pair, id, reason FROM judgement WHERE pair = ANY ($1::bytea[]) AND ended IS NULL;

-- name: InsertJudgement
INSERT INTO judgement (id, pair, left_source, left_id, right_source, right_id, kind, author, reason, at, made)
SELECT * FROM unnest(
    $1::bigint[], $2::bytea[], $3::integer[], $4::bytea[], $5::integer[], $6::bytea[], $7::smallint[], $8::bytea[], $9::bytea[], $10::bigint[],
    $11::bigint[]);

-- name: ReadJudgements
SELECT left_source, left_id, right_source, right_id, reason FROM judgement WHERE ended IS NULL;

-- name: ReadJudgementHistory
SELECT j.reason, m.at, e.at
FROM judgement j JOIN hub_commit m ON m.id = j.made LEFT JOIN hub_commit e ON e.id = j.ended
WHERE j.pair = $1
ORDER BY j.id;

-- name: PutCheckpoint
INSERT INTO load_checkpoint (digest, input, fingerprint, records_done, accepted, rejected, complete, hub_commit)
VALUES (sha256($1), $1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (digest) DO UPDATE SET fingerprint = excluded.fingerprint, records_done = excluded.records_done,
    accepted = excluded.accepted, rejected = excluded.rejected, complete = excluded.complete, hub_commit = excluded.hub_commit;

-- name: FindCheckpoint
SELECT fingerprint, records_done, accepted, rejected, complete FROM load_checkpoint WHERE digest = sha256($1);

-- name: PutBundle
INSERT INTO bundle (sha256, json) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING;

-- name: FindBundle
SELECT json FROM bundle WHERE sha256 = $1;

-- name: ActivateBundle
INSERT INTO bundle_activation (sha256, at) VALUES ($1, $2) RETURNING id;

-- name: FindActiveBundle
SELECT b.sha256, b.json FROM bundle_activation a JOIN bundle b ON b.sha256 = a.sha256 ORDER BY a.id DESC LIMIT 1;

-- name: ReadBundles
SELECT b.sha256, b.json, a.id, a.at FROM bundle b LEFT JOIN bundle_activation a ON a.sha256 = b.sha256 ORDER BY b.sha256 COLLATE "C", a.id;
