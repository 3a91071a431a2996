-- name: AuditSchema1
CREATE TABLE audit_entry (
  sequence INTEGER PRIMARY KEY,
  body BLOB NOT NULL,
  hash BLOB NOT NULL
);
CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;

-- name: AuditHead
SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1;

-- name: AuditInsert
INSERT INTO audit_entry (sequence, body, hash) VALUES (?1, ?2, ?3);

-- name: AuditReadBack
SELECT sequence, body, hash FROM audit_entry WHERE sequence < ?1 ORDER BY sequence DESC LIMIT ?2;

-- name: AuditReadOn
SELECT sequence, body, hash FROM audit_entry WHERE sequence > ?1 ORDER BY sequence LIMIT ?2;

-- name: SideFileVersion
PRAGMA user_version;
