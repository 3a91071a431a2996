-- name: FindDeadLetters
SELECT digest FROM dead_letter WHERE digest = ANY ($1::bytea[]);

-- name: InsertDeadLetter
INSERT INTO dead_letter (id, digest, source, input, line, kind, reason, raw, hub_commit, attempts, detail)
SELECT n.id, n.digest, n.source, n.input, n.line, n.kind, n.reason, n.raw, n.hub_commit, n.attempts, nullif(n.detail, '')
FROM unnest(
    $1::bigint[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bigint[], $6::smallint[], $7::bytea[], $8::bytea[], $9::bigint[], $10::integer[], $11::bytea[])
    n (id, digest, source, input, line, kind, reason, raw, hub_commit, attempts, detail);

-- name: ReadDeadLetters
SELECT d.id, c.at, d.source, d.input, d.line, d.kind, d.reason, d.raw, d.attempts, d.detail, d.state, d.changed
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit ORDER BY d.id;

-- name: ReadDeadLetterPage
SELECT d.id, c.at, d.source, d.input, d.line, d.kind, d.reason, d.raw, d.attempts, d.detail, d.state, d.changed
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit
WHERE d.id > $1
  AND ($3::bytea IS NULL OR d.source = $3) AND ($4::bytea IS NULL OR d.input = $4)
  AND ($5::smallint IS NULL OR d.kind = $5) AND ($6::smallint IS NULL OR d.state = $6)
  AND ($7::bigint IS NULL OR c.at >= $7) AND ($8::bigint IS NULL OR c.at < $8)
ORDER BY d.id LIMIT $2;

-- name: FindDeadLetter
SELECT d.id, c.at, d.source, d.input, d.line, d.kind, d.reason, d.raw, d.attempts, d.detail, d.state, d.changed
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit WHERE d.id = $1;

-- name: FindDeadLetterRows
SELECT id, source, kind, reason, detail FROM dead_letter WHERE id = ANY ($1::bigint[]);

-- name: UpdateDeadLetters
UPDATE dead_letter d SET kind = n.kind, reason = n.reason, detail = nullif(n.detail, ''), state = n.state, attempts = n.attempts, changed = $7
FROM unnest($1::bigint[], $2::smallint[], $3::bytea[], $4::bytea[], $5::smallint[], $6::integer[]) n (id, kind, reason, detail, state, attempts)
WHERE d.id = n.id;

-- name: DeleteSettledDeadLetters
DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE state <> 0 AND changed < $1 ORDER BY changed LIMIT 1000);

-- name: CountDeadLetters
SELECT d.source, d.kind, d.state, count(*), min(c.at)
FROM dead_letter d JOIN hub_commit c ON c.id = d.hub_commit GROUP BY d.source, d.kind, d.state;
