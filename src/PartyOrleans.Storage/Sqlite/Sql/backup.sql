-- name: CountTables
SELECT count(*) FROM sqlite_schema;

-- name: CheckIntegrity
PRAGMA integrity_check(20);

-- Of full-text indexes only their own columns, not the tables that they keep.
-- name: ReadColumns
SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite_%'
ORDER BY t.name || '.' || c.name;
