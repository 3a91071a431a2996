-- Texts that come from outside are kept as UTF-8 bytes: text may hold U+0000, which the type text refuses.
-- Names that recur (sources, attributes, survivorship rules) are stored once; rows refer to them by number.
CREATE TABLE symbol (
    id   integer PRIMARY KEY,
    name bytea   NOT NULL
);

-- One row per committed change; at is in ticks of 100 ns since 0001-01-01 UTC.
CREATE TABLE hub_commit (
    id          bigint PRIMARY KEY,
    at          bigint NOT NULL,
    fingerprint bytea  NOT NULL
);

-- state: 0 named only, 1 current, 2 retired. golden and event point to the newest version and event, which lead to older ones.
CREATE TABLE party (
    id       bigint   PRIMARY KEY,
    name     text     COLLATE "C" NOT NULL,
    state    smallint NOT NULL,
    redirect bigint,
    golden   bigint   NOT NULL,
    event    bigint   NOT NULL
);
CREATE UNIQUE INDEX party_by_name ON party (name);

-- body: content hash (16 bytes), then content. A record id too long for an index is found by its start and digest.
CREATE TABLE record (
    id        bigint  PRIMARY KEY,
    source    integer NOT NULL,
    record_id bytea   NOT NULL,
    party     bigint  NOT NULL,
    body      bytea   NOT NULL
);
CREATE UNIQUE INDEX record_by_key ON record (
    source,
    (CASE WHEN octet_length(record_id) <= 1000 THEN record_id ELSE substring(record_id FOR 1000) || sha256(record_id) END)
);

CREATE TABLE record_payload (
    record bigint PRIMARY KEY,
    text   bytea  NOT NULL
);

-- previous: the version before it of the same party, 0 for the first. body: content hash (16 bytes), then the record.
CREATE TABLE golden_version (
    id         bigint PRIMARY KEY,
    party      bigint NOT NULL,
    previous   bigint NOT NULL,
    hub_commit bigint NOT NULL,
    body       bytea  NOT NULL
);

-- previous: the event before it of the same party, 0 for the first.
CREATE TABLE party_event (
    id         bigint   PRIMARY KEY,
    party      bigint   NOT NULL,
    previous   bigint   NOT NULL,
    hub_commit bigint   NOT NULL,
    kind       smallint NOT NULL,
    other      bigint,
    records    bytea    NOT NULL
);

-- pair: digest (16 bytes) of the two keys.
CREATE TABLE review (
    pair         bytea            PRIMARY KEY,
    left_source  integer          NOT NULL,
    left_id      bytea            NOT NULL,
    right_source integer          NOT NULL,
    right_id     bytea            NOT NULL,
    weight_bits  double precision NOT NULL,
    probability  double precision NOT NULL
);

-- ended: the commit that revoked or replaced it; null while it is in force.
CREATE TABLE judgement (
    id           bigint   PRIMARY KEY,
    pair         bytea    NOT NULL,
    left_source  integer  NOT NULL,
    left_id      bytea    NOT NULL,
    right_source integer  NOT NULL,
    right_id     bytea    NOT NULL,
    kind         smallint NOT NULL,
    author       bytea    NOT NULL,
    reason       bytea    NOT NULL,
    at           bigint   NOT NULL,
    made         bigint   NOT NULL,
    ended        bigint
);
CREATE UNIQUE INDEX judgement_in_force ON judgement (pair) WHERE ended IS NULL;
CREATE INDEX judgement_by_pair ON judgement (pair, id);

CREATE TABLE dead_letter (
    id         bigint   PRIMARY KEY,
    digest     bytea    NOT NULL,
    source     bytea    NOT NULL,
    input      bytea    NOT NULL,
    line       bigint   NOT NULL,
    kind       smallint NOT NULL,
    reason     bytea    NOT NULL,
    raw        bytea    NOT NULL,
    hub_commit bigint   NOT NULL
);
CREATE UNIQUE INDEX dead_letter_by_digest ON dead_letter (digest);

-- digest: SHA-256 of the input's name.
CREATE TABLE load_checkpoint (
    digest       bytea   PRIMARY KEY,
    input        bytea   NOT NULL,
    fingerprint  text    NOT NULL,
    records_done bigint  NOT NULL,
    accepted     bigint  NOT NULL,
    rejected     bigint  NOT NULL,
    complete     boolean NOT NULL
);

CREATE TABLE bundle (
    sha256 text  PRIMARY KEY,
    json   bytea NOT NULL
);

-- The newest row names the active bundle.
CREATE TABLE bundle_activation (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 text   NOT NULL,
    at     bigint NOT NULL
);
