-- name: OperationsFind
SELECT name, json, updated FROM operations_document WHERE area = $1 AND name = $2;

-- name: OperationsRead
SELECT name, json, updated FROM operations_document WHERE area = $1 AND name > $2 ORDER BY name LIMIT $3;

-- name: OperationsPut
INSERT INTO operations_document (area, name, json, updated) VALUES ($1, $2, $3, $4)
ON CONFLICT (area, name) DO UPDATE SET json = excluded.json, updated = excluded.updated;

-- name: OperationsDelete
DELETE FROM operations_document WHERE area = $1 AND name = $2;
