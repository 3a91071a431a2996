-- name: AuditLock
SELECT pg_advisory_xact_lock(hashtextextended('party hub audit ' || current_schema(), 0));

-- name: AuditHead
SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1;

-- name: AuditInsert
INSERT INTO audit_entry (sequence, body, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]);

-- name: AuditReadBack
SELECT sequence, body, hash FROM audit_entry WHERE sequence < $1 ORDER BY sequence DESC LIMIT $2;

-- name: AuditReadOn
SELECT sequence, body, hash FROM audit_entry ORDER BY sequence;
