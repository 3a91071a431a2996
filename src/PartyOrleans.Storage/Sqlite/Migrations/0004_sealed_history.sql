-- Keys of the store, wrapped by a key-encryption key that lies elsewhere (kek names it). purpose: KeyPurpose.
CREATE TABLE data_key (
    id      INTEGER PRIMARY KEY,
    purpose INTEGER NOT NULL,
    kek     TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    created INTEGER NOT NULL
);

-- The commits that wrote what the record says now, and that put it into its party.
ALTER TABLE record ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN party_since INTEGER NOT NULL DEFAULT 0;

-- What a record said before it was changed or deleted: from the commit since up to, and without, the commit until.
CREATE TABLE record_past (
    id        INTEGER PRIMARY KEY,
    record    INTEGER NOT NULL,
    source    INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    body      BLOB NOT NULL,
    payload   BLOB
);
CREATE INDEX record_past_by_key ON record_past (source, record_id, id);

-- The parties that a record belonged to before it moved or was deleted.
CREATE TABLE record_move (
    id     INTEGER PRIMARY KEY,
    record INTEGER NOT NULL,
    party  INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    until  INTEGER NOT NULL
);
CREATE INDEX record_move_by_record ON record_move (record, id);

CREATE INDEX hub_commit_by_time ON hub_commit (at, id);

-- Equality search over sensitive identifiers: a keyed hash of type and standardised value, and the record that has or had it.
CREATE TABLE blind_index (
    digest INTEGER NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (digest, record)
) WITHOUT ROWID;

-- kind: ChainKind. subject: the number of the commit, activation or erasure. head: SHA-256 of the head before it, kind, subject and digest.
CREATE TABLE chain_link (
    id      INTEGER PRIMARY KEY,
    kind    INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    digest  BLOB NOT NULL,
    head    BLOB NOT NULL
);
CREATE INDEX chain_link_by_subject ON chain_link (kind, subject);
