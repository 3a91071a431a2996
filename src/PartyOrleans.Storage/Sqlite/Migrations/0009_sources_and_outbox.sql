-- How far streams have been taken: next is the first place that is not taken yet.
CREATE TABLE stream_position (
    stream     TEXT PRIMARY KEY,
    next       INTEGER NOT NULL,
    hub_commit INTEGER NOT NULL
) WITHOUT ROWID;

-- The versions that sources give to records, deleted ones too, each known by a keyed hash of source and record id alone.
CREATE TABLE source_version (
    digest  BLOB PRIMARY KEY,
    version TEXT NOT NULL
) WITHOUT ROWID;

ALTER TABLE load_checkpoint ADD COLUMN hub_commit INTEGER NOT NULL DEFAULT 0;

-- What happened to review tasks. kind: ReviewEventKind.
CREATE TABLE review_event (
    id           INTEGER PRIMARY KEY,
    hub_commit   INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    left_source  INTEGER NOT NULL,
    left_id      TEXT NOT NULL,
    right_source INTEGER NOT NULL,
    right_id     TEXT NOT NULL,
    weight_bits  REAL NOT NULL,
    probability  REAL NOT NULL
);

-- state: DeadLetterState. changed: ticks of the last edit, replay or discard. detail: context, headers and mended text, sealed.
ALTER TABLE dead_letter ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dead_letter ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE dead_letter ADD COLUMN changed INTEGER;
ALTER TABLE dead_letter ADD COLUMN detail BLOB;
CREATE INDEX dead_letter_settled ON dead_letter (changed) WHERE state <> 0;
