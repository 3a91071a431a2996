-- Answers to requests that a caller named with a key of its own. key and request are digests; at: ticks of the commit.
CREATE TABLE kept_answer (
    key        bytea  PRIMARY KEY,
    request    bytea  NOT NULL,
    answer     bytea  NOT NULL,
    hub_commit bigint NOT NULL,
    at         bigint NOT NULL
);
CREATE INDEX kept_answer_by_age ON kept_answer (at);
