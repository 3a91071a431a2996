-- Answers to requests that a caller named with a key of its own. key and request are digests; at: ticks of the commit.
CREATE TABLE kept_answer (
    key        BLOB PRIMARY KEY,
    request    BLOB NOT NULL,
    answer     BLOB NOT NULL,
    hub_commit INTEGER NOT NULL,
    at         INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX kept_answer_by_age ON kept_answer (at);
