-- name: PutPosition
INSERT INTO stream_position (stream, next, hub_commit) VALUES (?1, ?2, ?3)
ON CONFLICT DO UPDATE SET next = excluded.next, hub_commit = excluded.hub_commit;

-- name: ReadPositions
SELECT stream, next FROM stream_position WHERE substr(stream, 1, length(?1)) = ?1 ORDER BY stream;

-- name: PutVersion
INSERT INTO source_version (digest, version) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET version = excluded.version;

-- name: FindVersion
SELECT version FROM source_version WHERE digest = ?1;

-- name: DeleteVersion
DELETE FROM source_version WHERE digest = ?1;

-- A name that begins with the text is not smaller than it; the walk ends at the first one that does not begin so.
-- name: ReadCheckpoints
SELECT l.input, l.fingerprint, l.records_done, l.accepted, l.rejected, l.complete, coalesce(c.at, 0)
FROM load_checkpoint l LEFT JOIN hub_commit c ON c.id = l.hub_commit
WHERE l.input >= ?1 ORDER BY l.input;

-- name: CountSources
SELECT y.name, n.records, coalesce(c.at, 0)
FROM (SELECT source, count(*) AS records, max(since) AS since FROM record GROUP BY source) n
JOIN symbol y ON y.id = n.source LEFT JOIN hub_commit c ON c.id = n.since;
