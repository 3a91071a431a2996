-- name: ReadBlockMarks
SELECT coalesce((SELECT max(id) FROM hub_commit), 0), coalesce((SELECT max(id) FROM record), 0), coalesce((SELECT max(id) FROM record_past), 0);

-- What was saved before an erasure does not tell what that destroyed.
-- name: ReadBlockShards
SELECT shard, hub_commit, record, past, pages FROM block_shard
WHERE form = $1 AND hub_commit >= coalesce((SELECT max(hub_commit) FROM erasure), 0) ORDER BY shard;

-- name: ReadBlockPages
SELECT id, body FROM block_page WHERE form = $1 AND id = ANY ($2::bigint[]) AND body IS NOT NULL;

-- One that a shard wrote which others have overtaken is refused.
-- name: WriteBlockPages
INSERT INTO block_page AS b (id, form, hub_commit, body)
SELECT n.id, $1, $2, n.body FROM unnest($3::bigint[], $4::bytea[]) n (id, body)
ON CONFLICT (id) DO UPDATE SET form = excluded.form, hub_commit = excluded.hub_commit, body = excluded.body
WHERE b.form <> excluded.form OR b.hub_commit <= excluded.hub_commit
RETURNING b.id;

-- name: EmptyBlockPages
INSERT INTO block_page AS b (id, form, hub_commit, body)
SELECT n.id, $1, $2, NULL FROM unnest($3::bigint[]) n (id)
ON CONFLICT (id) DO UPDATE SET form = excluded.form, hub_commit = excluded.hub_commit, body = NULL;

-- name: DropForeignBlockPages
DELETE FROM block_page WHERE form <> $1 AND (id BETWEEN $2 AND $3 OR id >= $4);

-- name: WriteBlockShard
INSERT INTO block_shard AS b (shard, form, hub_commit, record, past, pages) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (shard) DO UPDATE SET form = excluded.form, hub_commit = excluded.hub_commit, record = excluded.record, past = excluded.past, pages = excluded.pages
WHERE b.form <> excluded.form OR b.hub_commit <= excluded.hub_commit;

-- A number may be given again once its record went, so what a past row belongs to is looked at too.
-- name: ReadChangedRecords
SELECT r.source, r.record_id, r.body FROM record r
WHERE r.id > $1 OR r.id IN (SELECT record FROM record_past WHERE id > $2);

-- name: ReadPastKeys
SELECT DISTINCT source, record_id FROM record_past WHERE id > $1;
