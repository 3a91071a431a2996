-- Erased records, each known by a keyed hash of source and record id alone. lifted: when it may come again, null while it is refused.
CREATE TABLE suppression (
    digest  BLOB PRIMARY KEY,
    erasure INTEGER NOT NULL,
    lifted  INTEGER
) WITHOUT ROWID;

CREATE TABLE erasure (
    id         INTEGER PRIMARY KEY,
    hub_commit INTEGER NOT NULL,
    receipt    TEXT NOT NULL
);
CREATE UNIQUE INDEX erasure_by_commit ON erasure (hub_commit);

-- The rows that an erasure shredded (after = before) or made anew without what had to go. kind: SealedKind.
CREATE TABLE erasure_row (
    erasure INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    row     INTEGER NOT NULL,
    before  BLOB NOT NULL,
    after   BLOB NOT NULL
);
