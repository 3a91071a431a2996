-- name: CreateSchemaVersion
CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL);

-- name: HasSchemaVersion
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version';

-- name: CountForeignTables
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_version';

-- name: FindSchemaVersion
SELECT coalesce(max(version), 0) FROM schema_version;

-- name: InsertSchemaVersion
INSERT INTO schema_version (version, name, at) VALUES (?1, ?2, ?3);

-- name: ReadLastIds
SELECT (SELECT coalesce(max(id), 0) FROM hub_commit),
       (SELECT coalesce(max(id), 0) FROM party),
       (SELECT coalesce(max(id), 0) FROM record),
       (SELECT coalesce(max(id), 0) FROM golden_version),
       (SELECT coalesce(max(id), 0) FROM party_event),
       (SELECT coalesce(max(id), 0) FROM judgement),
       (SELECT coalesce(max(id), 0) FROM dead_letter),
       (SELECT coalesce(max(id), 0) FROM review_event);

-- name: InsertCommit
INSERT INTO hub_commit (id, at, fingerprint, kind, actor, reason, trace) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: ForgetFingerprint
UPDATE hub_commit SET fingerprint = x'' WHERE id = ?1;

-- name: InsertLink
INSERT INTO chain_link (kind, subject, at, digest, head) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: FindHead
SELECT head FROM chain_link ORDER BY id DESC LIMIT 1;

-- name: ReadKeys
SELECT id, purpose, kek, wrapped, created FROM data_key ORDER BY id;

-- name: InsertKey
INSERT INTO data_key (id, purpose, kek, wrapped, created) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: FindLastKey
SELECT coalesce(max(id), 0) FROM data_key;

-- name: FindCommit
SELECT at, kind, actor, reason, trace FROM hub_commit WHERE id = ?1;

-- name: FindLastCommit
SELECT coalesce(max(id), 0) FROM hub_commit;

-- name: FindFingerprint
SELECT fingerprint FROM hub_commit WHERE id = ?1;

-- name: ReadSymbols
SELECT id, name FROM symbol ORDER BY id;

-- name: InsertSymbol
INSERT INTO symbol (id, name) VALUES (?1, ?2);

-- name: Count
SELECT (SELECT count(*) FROM record),
       (SELECT count(*) FROM party WHERE state = 1),
       (SELECT count(*) FROM golden_version),
       (SELECT count(*) FROM review),
       (SELECT count(*) FROM judgement WHERE ended IS NULL),
       (SELECT count(*) FROM dead_letter WHERE state = 0);
