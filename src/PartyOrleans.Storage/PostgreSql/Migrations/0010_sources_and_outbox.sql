-- How far streams have been taken: next is the first place that is not taken yet. digest: SHA-256 of the stream's name.
CREATE TABLE stream_position (
    digest     bytea  PRIMARY KEY,
    stream     bytea  NOT NULL,
    next       bigint NOT NULL,
    hub_commit bigint NOT NULL
);

-- The versions that sources give to records, deleted ones too, each known by a keyed hash of source and record id alone.
CREATE TABLE source_version (
    digest  bytea PRIMARY KEY,
    version bytea NOT NULL
);

ALTER TABLE load_checkpoint ADD COLUMN hub_commit bigint NOT NULL DEFAULT 0;

-- What happened to review tasks. kind: ReviewEventKind.
CREATE TABLE review_event (
    id           bigint           PRIMARY KEY,
    hub_commit   bigint           NOT NULL,
    kind         smallint         NOT NULL,
    left_source  integer          NOT NULL,
    left_id      bytea            NOT NULL,
    right_source integer          NOT NULL,
    right_id     bytea            NOT NULL,
    weight_bits  double precision NOT NULL,
    probability  double precision NOT NULL
);

-- state: DeadLetterState. changed: ticks of the last edit, replay or discard. detail: context, headers and mended text, sealed.
ALTER TABLE dead_letter ADD COLUMN state smallint NOT NULL DEFAULT 0;
ALTER TABLE dead_letter ADD COLUMN attempts integer NOT NULL DEFAULT 1;
ALTER TABLE dead_letter ADD COLUMN changed bigint;
ALTER TABLE dead_letter ADD COLUMN detail bytea;
CREATE INDEX dead_letter_settled ON dead_letter (changed) WHERE state <> 0;

-- Small documents that the hub's surroundings keep: cursors of sinks, states of breakers, runs of pipelines.
CREATE TABLE operations_document (
    area    text   COLLATE "C" NOT NULL,
    name    text   COLLATE "C" NOT NULL,
    json    text   NOT NULL,
    updated bigint NOT NULL,
    PRIMARY KEY (area, name)
);
