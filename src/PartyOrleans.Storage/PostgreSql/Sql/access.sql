-- name: AccessList
SELECT id, name, scopes, secret_hash, created, expires, revoked, replaced_by FROM api_key ORDER BY name, id;

-- name: AccessFind
SELECT id, name, scopes, secret_hash, created, expires, revoked, replaced_by FROM api_key WHERE id = $1;

-- name: AccessAdd
INSERT INTO api_key (id, name, scopes, secret_hash, created, expires) VALUES ($1, $2, $3, $4, $5, nullif($6, 0));

-- name: AccessReplace
UPDATE api_key SET expires = least(coalesce(expires, $2), $2), replaced_by = $3
WHERE id = $1 AND revoked IS NULL AND replaced_by IS NULL AND coalesce(expires, $4 + 1) > $4;

-- name: AccessRevoke
UPDATE api_key SET revoked = $2 WHERE id = $1 AND revoked IS NULL;

-- name: AccessFindSigningKey
SELECT secret FROM signing_key;

-- name: AccessAddSigningKey
INSERT INTO signing_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING;
