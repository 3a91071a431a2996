-- name: PutAnswers
INSERT INTO kept_answer (key, request, answer, hub_commit, at)
SELECT a.key, a.request, a.answer, $4, $5 FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS a (key, request, answer)
ON CONFLICT (key) DO UPDATE SET request = excluded.request, answer = excluded.answer, hub_commit = excluded.hub_commit, at = excluded.at;

-- name: FindAnswer
SELECT request, answer, hub_commit FROM kept_answer WHERE key = $1 AND at >= $2;

-- name: DeleteOldAnswers
DELETE FROM kept_answer WHERE key IN (SELECT key FROM kept_answer WHERE at < $1 ORDER BY at LIMIT 200);
