-- name: PutPositions
INSERT INTO stream_position (digest, stream, next, hub_commit)
SELECT sha256(n.stream), n.stream, n.next, $3 FROM unnest($1::bytea[], $2::bigint[]) n (stream, next)
ON CONFLICT (digest) DO UPDATE SET next = excluded.next, hub_commit = excluded.hub_commit;

-- name: ReadPositions
SELECT stream, next FROM stream_position WHERE substring(stream FOR octet_length($1)) = $1;

-- name: PutVersions
INSERT INTO source_version (digest, version) SELECT * FROM unnest($1::bytea[], $2::bytea[])
ON CONFLICT (digest) DO UPDATE SET version = excluded.version;

-- name: FindVersions
SELECT k.place, v.version FROM unnest($1::bytea[]) WITH ORDINALITY k (digest, place) JOIN source_version v ON v.digest = k.digest;

-- name: DeleteVersions
DELETE FROM source_version WHERE digest = ANY ($1::bytea[]);

-- name: ReadCheckpoints
SELECT l.input, l.fingerprint, l.records_done, l.accepted, l.rejected, l.complete, coalesce(c.at, 0)
FROM load_checkpoint l LEFT JOIN hub_commit c ON c.id = l.hub_commit
WHERE substring(l.input FOR octet_length($1)) = $1 ORDER BY l.input;

-- name: CountSources
SELECT y.name, n.records, coalesce(c.at, 0)
FROM (SELECT source, count(*) AS records, max(since) AS since FROM record GROUP BY source) n
JOIN symbol y ON y.id = n.source LEFT JOIN hub_commit c ON c.id = n.since;
