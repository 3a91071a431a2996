-- name: PutAnswer
INSERT OR REPLACE INTO kept_answer (key, request, answer, hub_commit, at) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: FindAnswer
SELECT request, answer, hub_commit FROM kept_answer WHERE key = ?1 AND at >= ?2;

-- name: DeleteOldAnswers
DELETE FROM kept_answer WHERE key IN (SELECT key FROM kept_answer WHERE at < ?1 ORDER BY at LIMIT 200);
