-- name: PutReview
INSERT INTO review (left_source, left_id, right_source, right_id, weight_bits, probability) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO NOTHING;

-- name: UpdateReview
UPDATE review SET weight_bits = ?5, probability = ?6
WHERE left_source = ?1 AND left_id = ?2 AND right_source = ?3 AND right_id = ?4 AND (weight_bits <> ?5 OR probability <> ?6);

-- name: DeleteReview
DELETE FROM review WHERE left_source = ?1 AND left_id = ?2 AND right_source = ?3 AND right_id = ?4 RETURNING weight_bits, probability;

-- name: ReadReviews
SELECT left_source, left_id, right_source, right_id, weight_bits, probability FROM review;

-- name: EndJudgement
UPDATE judgement SET ended = ?2 WHERE id = ?1;

-- name: FindJudgement
SELECT id, reason FROM judgement
WHERE left_source = ?1 AND left_id = ?2 AND right_source = ?3 AND right_id = ?4 AND ended IS NULL;

-- name: InsertJudgement
INSERT INTO judgement (id, left_source, left_id, right_source, right_id, kind, author, reason, at, made)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, ?8, ?9);

-- name: ReadJudgements
SELECT left_source, left_id, right_source, right_id, reason FROM judgement WHERE ended IS NULL;

-- name: ReadJudgementHistory
SELECT j.reason, m.at, e.at
FROM judgement j JOIN hub_commit m ON m.id = j.made LEFT JOIN hub_commit e ON e.id = j.ended
WHERE j.left_source = ?1 AND j.left_id = ?2 AND j.right_source = ?3 AND j.right_id = ?4
ORDER BY j.id;

-- name: PutCheckpoint
INSERT INTO load_checkpoint (input, fingerprint, records_done, accepted, rejected, complete, hub_commit) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, records_done = excluded.records_done,
    accepted = excluded.accepted, rejected = excluded.rejected, complete = excluded.complete, hub_commit = excluded.hub_commit;

-- name: FindCheckpoint
SELECT fingerprint, records_done, accepted, rejected, complete FROM load_checkpoint WHERE input = ?1;

-- name: PutBundle
INSERT INTO bundle (sha256, json) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- name: FindBundle
SELECT json FROM bundle WHERE sha256 = ?1;

-- name: ActivateBundle
INSERT INTO bundle_activation (sha256, at) VALUES (?1, ?2);

-- name: FindLastActivation
SELECT coalesce(max(id), 0) FROM bundle_activation;

-- name: FindActiveBundle
SELECT b.sha256, b.json FROM bundle_activation a JOIN bundle b ON b.sha256 = a.sha256 ORDER BY a.id DESC LIMIT 1;

-- name: ReadBundles
SELECT b.sha256, b.json, a.id, a.at FROM bundle b LEFT JOIN bundle_activation a ON a.sha256 = b.sha256 ORDER BY b.sha256, a.id;
