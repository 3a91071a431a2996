-- name: InsertDeadLetter
INSERT INTO dead_letter (id, digest, source, input, line, kind, reason, raw, hub_commit, attempts, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (digest) DO NOTHING;

-- name: ReadDeadLetters
SELECT d.id, c.at, d.source, d.input, d.line, d.kind, d.reason, d.raw, d.attempts, d.detail, d.state, d.changed
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit ORDER BY d.id;

-- name: ReadDeadLetterPage
SELECT d.id, c.at, d.source, d.input, d.line, d.kind, d.reason, d.raw, d.attempts, d.detail, d.state, d.changed
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit
WHERE d.id > ?1
  AND (?3 IS NULL OR d.source = ?3) AND (?4 IS NULL OR d.input = ?4) AND (?5 IS NULL OR d.kind = ?5) AND (?6 IS NULL OR d.state = ?6)
  AND (?7 IS NULL OR c.at >= ?7) AND (?8 IS NULL OR c.at < ?8)
ORDER BY d.id LIMIT ?2;

-- name: FindDeadLetter
SELECT d.id, c.at, d.source, d.input, d.line, d.kind, d.reason, d.raw, d.attempts, d.detail, d.state, d.changed
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit WHERE d.id = ?1;

-- name: FindDeadLetterRow
SELECT source, kind, reason, detail FROM dead_letter WHERE id = ?1;

-- name: UpdateDeadLetter
UPDATE dead_letter SET kind = ?2, reason = ?3, detail = ?4, state = ?5, attempts = ?6, changed = ?7 WHERE id = ?1;

-- name: DeleteSettledDeadLetters
DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE state <> 0 AND changed < ?1 ORDER BY changed LIMIT 1000);

-- name: CountDeadLetters
SELECT d.source, d.kind, d.state, count(*), min(c.at)
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit GROUP BY d.source, d.kind, d.state;
