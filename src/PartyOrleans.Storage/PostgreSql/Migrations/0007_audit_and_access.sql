-- Who read or changed what. body: JSON; hash: SHA-256 over the hash before, the number (8 bytes, little-endian) and the body.
CREATE TABLE audit_entry (
    sequence bigint PRIMARY KEY,
    body     bytea  NOT NULL,
    hash     bytea  NOT NULL
);

CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays();

-- API keys without their secrets; times are in ticks of 100 ns since 0001-01-01 UTC.
CREATE TABLE api_key (
    id          text   COLLATE "C" PRIMARY KEY,
    name        text   COLLATE "C" NOT NULL,
    scopes      text   NOT NULL,
    secret_hash bytea  NOT NULL,
    created     bigint NOT NULL,
    expires     bigint,
    revoked     bigint,
    replaced_by text
);

-- Signs tokens for development; at most one row.
CREATE TABLE signing_key (
    id     integer PRIMARY KEY CHECK (id = 1),
    secret bytea   NOT NULL
);
