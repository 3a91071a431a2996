-- Keys of the store, wrapped by a key-encryption key that lies elsewhere (kek names it). purpose: KeyPurpose.
CREATE TABLE data_key (
    id      integer  PRIMARY KEY,
    purpose smallint NOT NULL,
    kek     text     NOT NULL,
    wrapped bytea    NOT NULL,
    created bigint   NOT NULL
);

-- The commits that wrote what the record says now, and that put it into its party.
ALTER TABLE record
    ADD COLUMN since       bigint NOT NULL DEFAULT 0,
    ADD COLUMN party_since bigint NOT NULL DEFAULT 0;

-- What a record said before it was changed or deleted: from the commit since up to, and without, the commit until.
CREATE TABLE record_past (
    id        bigint  PRIMARY KEY,
    record    bigint  NOT NULL,
    source    integer NOT NULL,
    record_id bytea   NOT NULL,
    since     bigint  NOT NULL,
    until     bigint  NOT NULL,
    body      bytea   NOT NULL,
    payload   bytea
);
CREATE INDEX record_past_by_key ON record_past (
    source,
    (CASE WHEN octet_length(record_id) <= 1000 THEN record_id ELSE substring(record_id FOR 1000) || sha256(record_id) END),
    id
);

-- The parties that a record belonged to before it moved or was deleted.
CREATE TABLE record_move (
    id     bigint PRIMARY KEY,
    record bigint NOT NULL,
    party  bigint NOT NULL,
    since  bigint NOT NULL,
    until  bigint NOT NULL
);
CREATE INDEX record_move_by_record ON record_move (record, id);

CREATE INDEX hub_commit_by_time ON hub_commit (at, id);

-- Equality search over sensitive identifiers: a keyed hash of type and standardised value, and the record that has or had it.
CREATE TABLE blind_index (
    digest bigint NOT NULL,
    record bigint NOT NULL,
    PRIMARY KEY (digest, record)
);

-- kind: ChainKind. subject: the number of the commit, activation or erasure. head: SHA-256 of the head before it, kind, subject and digest.
CREATE TABLE chain_link (
    id      bigint   PRIMARY KEY,
    kind    smallint NOT NULL,
    subject bigint   NOT NULL,
    at      bigint   NOT NULL,
    digest  bytea    NOT NULL,
    head    bytea    NOT NULL
);
CREATE INDEX chain_link_by_subject ON chain_link (kind, subject);

-- The golden version whose records are an event's: a row of a 0 and eight bytes, lowest first; null where the row lists the records itself.
CREATE FUNCTION golden_of_event(records bytea) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(records) = 9 AND get_byte(records, 0) = 0 THEN
        get_byte(records, 1)::bigint
        | (get_byte(records, 2)::bigint << 8) | (get_byte(records, 3)::bigint << 16) | (get_byte(records, 4)::bigint << 24)
        | (get_byte(records, 5)::bigint << 32) | (get_byte(records, 6)::bigint << 40) | (get_byte(records, 7)::bigint << 48)
        | (get_byte(records, 8)::bigint << 56)
    END
$$;
