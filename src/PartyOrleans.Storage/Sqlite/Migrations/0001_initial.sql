-- Names that recur (sources, attributes, survivorship rules) are stored once; rows refer to them by number.
CREATE TABLE symbol (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

-- One row per committed change; at is in ticks of 100 ns since 0001-01-01 UTC.
CREATE TABLE hub_commit (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    fingerprint BLOB NOT NULL
);

-- state: 0 named only, 1 current, 2 retired. golden and event point to the newest version and event, which lead to older ones.
CREATE TABLE party (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    state    INTEGER NOT NULL,
    redirect INTEGER,
    golden   INTEGER NOT NULL,
    event    INTEGER NOT NULL
);
CREATE UNIQUE INDEX party_by_name ON party (name);

-- body: content hash (16 bytes), then content.
CREATE TABLE record (
    id        INTEGER PRIMARY KEY,
    source    INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    party     INTEGER NOT NULL,
    body      BLOB NOT NULL
);
CREATE UNIQUE INDEX record_by_key ON record (source, record_id);

CREATE TABLE record_payload (
    record INTEGER PRIMARY KEY,
    text   TEXT NOT NULL
);

-- previous: the version before it of the same party, 0 for the first. body: content hash (16 bytes), then the record.
CREATE TABLE golden_version (
    id            INTEGER PRIMARY KEY,
    party         INTEGER NOT NULL,
    previous      INTEGER NOT NULL,
    hub_commit    INTEGER NOT NULL,
    body          BLOB NOT NULL
);

-- previous: the event before it of the same party, 0 for the first.
CREATE TABLE party_event (
    id         INTEGER PRIMARY KEY,
    party      INTEGER NOT NULL,
    previous   INTEGER NOT NULL,
    hub_commit INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    other      INTEGER,
    records    BLOB NOT NULL
);

CREATE TABLE review (
    left_source  INTEGER NOT NULL,
    left_id      TEXT NOT NULL,
    right_source INTEGER NOT NULL,
    right_id     TEXT NOT NULL,
    weight_bits  REAL NOT NULL,
    probability  REAL NOT NULL,
    PRIMARY KEY (left_source, left_id, right_source, right_id)
) WITHOUT ROWID;

-- ended: the commit that revoked or replaced it; null while it is in force.
CREATE TABLE judgement (
    id           INTEGER PRIMARY KEY,
    left_source  INTEGER NOT NULL,
    left_id      TEXT NOT NULL,
    right_source INTEGER NOT NULL,
    right_id     TEXT NOT NULL,
    kind         INTEGER NOT NULL,
    author       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    at           INTEGER NOT NULL,
    made         INTEGER NOT NULL,
    ended        INTEGER
);
CREATE UNIQUE INDEX judgement_in_force ON judgement (left_source, left_id, right_source, right_id) WHERE ended IS NULL;
CREATE INDEX judgement_by_pair ON judgement (left_source, left_id, right_source, right_id, id);

CREATE TABLE dead_letter (
    id         INTEGER PRIMARY KEY,
    digest     BLOB NOT NULL,
    source     TEXT NOT NULL,
    input      TEXT NOT NULL,
    line       INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    raw        TEXT NOT NULL,
    hub_commit INTEGER NOT NULL
);
CREATE UNIQUE INDEX dead_letter_by_digest ON dead_letter (digest);

CREATE TABLE load_checkpoint (
    input        TEXT PRIMARY KEY,
    fingerprint  TEXT NOT NULL,
    records_done INTEGER NOT NULL,
    accepted     INTEGER NOT NULL,
    rejected     INTEGER NOT NULL,
    complete     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE bundle (
    sha256 TEXT PRIMARY KEY,
    json   TEXT NOT NULL
);

-- The newest row names the active bundle.
CREATE TABLE bundle_activation (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    at     INTEGER NOT NULL
);
