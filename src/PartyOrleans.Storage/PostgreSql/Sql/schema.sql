-- name: CreateSchemaVersion
CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL, at bigint NOT NULL);

-- name: HasSchemaVersion
SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version';

-- name: CountForeignTables
SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_version';

-- An extension lies in one schema of a database; where it can, in the one that every store of the database looks into.
-- name: AddExtensions
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')
       AND EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public' AND has_schema_privilege(oid, 'CREATE')) THEN
        CREATE EXTENSION pg_trgm SCHEMA public;
    END IF;
END
$$;

-- name: FindSchemaVersion
SELECT coalesce(max(version), 0)::bigint FROM schema_version;

-- name: InsertSchemaVersion
INSERT INTO schema_version (version, name, at) VALUES ($1, $2, $3);

-- name: SetUpOwner
SELECT set_config('synchronous_commit', $1, false),
       set_config('tcp_keepalives_idle', '15', false),
       set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false),
       set_config('idle_in_transaction_session_timeout', '0', false),
       set_config('idle_session_timeout', '0', false),
       set_config('lock_timeout', $2, false);

-- name: FindSynchronousCommit
SELECT current_setting('synchronous_commit');

-- name: TakeLock
SELECT pg_advisory_lock(hashtextextended('party hub ' || current_schema(), 0));

-- name: ReleaseLock
SELECT pg_advisory_unlock_all();

-- name: FindLockOwner
SELECT a.application_name, coalesce(host(a.client_addr), '')
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32) + l.objid::bigint = hashtextextended('party hub ' || current_schema(), 0);

-- name: ReadLastIds
SELECT coalesce((SELECT max(id) FROM hub_commit), 0),
       coalesce((SELECT max(id) FROM party), 0),
       coalesce((SELECT max(id) FROM record), 0),
       coalesce((SELECT max(id) FROM golden_version), 0),
       coalesce((SELECT max(id) FROM party_event), 0),
       coalesce((SELECT max(id) FROM judgement), 0),
       coalesce((SELECT max(id) FROM dead_letter), 0),
       coalesce((SELECT max(id) FROM record_past), 0),
       coalesce((SELECT max(id) FROM record_move), 0),
       coalesce((SELECT max(id) FROM chain_link), 0),
       coalesce((SELECT max(id) FROM review_event), 0);

-- name: InsertCommit
INSERT INTO hub_commit (id, at, fingerprint, kind, actor, reason, trace) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: ForgetFingerprint
UPDATE hub_commit SET fingerprint = '' WHERE id = $1;

-- name: InsertLink
INSERT INTO chain_link (id, kind, subject, at, digest, head) VALUES ($1, $2, $3, $4, $5, $6);

-- name: FindHead
SELECT head FROM chain_link WHERE id = $1;

-- name: ReadKeys
SELECT id, purpose, kek, wrapped, created FROM data_key ORDER BY id;

-- name: FindLastKey
SELECT coalesce(max(id), 0)::bigint FROM data_key;

-- name: InsertKey
INSERT INTO data_key (id, purpose, kek, wrapped, created) VALUES ($1, $2, $3, $4, $5);

-- name: FindStoreKey
SELECT key FROM store_key WHERE name = $1;

-- name: InsertStoreKey
INSERT INTO store_key (name, key) VALUES ($1, $2);

-- name: FindCommit
SELECT at, kind, actor, reason, trace FROM hub_commit WHERE id = $1;

-- name: FindLastCommit
SELECT coalesce(max(id), 0) FROM hub_commit;

-- name: FindFingerprint
SELECT fingerprint FROM hub_commit WHERE id = $1;

-- name: ReadSymbols
SELECT name FROM symbol ORDER BY id;

-- name: InsertSymbol
INSERT INTO symbol (id, name) SELECT * FROM unnest($1::integer[], $2::bytea[]);

-- name: ExportSnapshot
SELECT pg_export_snapshot();

-- name: Count
SELECT (SELECT count(*) FROM record),
       (SELECT count(*) FROM party WHERE state = 1),
       (SELECT count(*) FROM golden_version),
       (SELECT count(*) FROM review),
       (SELECT count(*) FROM judgement WHERE ended IS NULL),
       (SELECT count(*) FROM dead_letter WHERE state = 0);
