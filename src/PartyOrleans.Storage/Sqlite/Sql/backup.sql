-- name: CountTables
SELECT count(*) FROM sqlite_schema;

-- name: CheckIntegrity
PRAGMA integrity_check(20);
