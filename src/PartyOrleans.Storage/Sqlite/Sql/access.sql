-- name: AccessSchema1
CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  secret_hash BLOB NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  revoked INTEGER,
  replaced_by TEXT
) WITHOUT ROWID;
CREATE TABLE signing_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  secret BLOB NOT NULL
);

-- name: AccessList
SELECT id, name, scopes, secret_hash, created, expires, revoked, replaced_by FROM api_key ORDER BY name, id;

-- name: AccessFind
SELECT id, name, scopes, secret_hash, created, expires, revoked, replaced_by FROM api_key WHERE id = ?1;

-- name: AccessAdd
INSERT INTO api_key (id, name, scopes, secret_hash, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: AccessReplace
UPDATE api_key SET expires = min(coalesce(expires, ?2), ?2), replaced_by = ?3
WHERE id = ?1 AND revoked IS NULL AND replaced_by IS NULL AND coalesce(expires, ?4 + 1) > ?4;

-- name: AccessRevoke
UPDATE api_key SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL;

-- name: AccessFindSigningKey
SELECT secret FROM signing_key;

-- name: AccessAddSigningKey
INSERT INTO signing_key (id, secret) VALUES (1, ?1) ON CONFLICT (id) DO NOTHING;
