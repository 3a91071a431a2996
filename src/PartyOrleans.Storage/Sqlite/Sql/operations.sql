-- name: OperationsSchema1
CREATE TABLE operations_document (
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  json TEXT NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (area, name)
) WITHOUT ROWID;

-- name: OperationsFind
SELECT name, json, updated FROM operations_document WHERE area = ?1 AND name = ?2;

-- name: OperationsRead
SELECT name, json, updated FROM operations_document WHERE area = ?1 AND name > ?2 ORDER BY name LIMIT ?3;

-- name: OperationsPut
INSERT INTO operations_document (area, name, json, updated) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO UPDATE SET json = excluded.json, updated = excluded.updated;

-- name: OperationsDelete
DELETE FROM operations_document WHERE area = ?1 AND name = ?2;
