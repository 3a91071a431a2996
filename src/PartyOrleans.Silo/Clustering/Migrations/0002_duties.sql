-- How often the duties that one silo does for its cluster have changed hands.
CREATE TABLE cluster_duty (
    name  text        PRIMARY KEY,
    term  bigint      NOT NULL,
    since timestamptz NOT NULL
);
