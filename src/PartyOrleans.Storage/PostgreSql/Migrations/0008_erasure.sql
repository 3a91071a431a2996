-- Erased records, each known by a keyed hash of source and record id alone. lifted: when it may come again, null while it is refused.
CREATE TABLE suppression (
    digest  bytea  PRIMARY KEY,
    erasure bigint NOT NULL,
    lifted  bigint
);

CREATE TABLE erasure (
    id         bigint PRIMARY KEY,
    hub_commit bigint NOT NULL,
    receipt    text   NOT NULL
);
CREATE UNIQUE INDEX erasure_by_commit ON erasure (hub_commit);

-- The rows that an erasure shredded (after = before) or made anew without what had to go, in the order of place. kind: SealedKind.
CREATE TABLE erasure_row (
    erasure bigint   NOT NULL,
    place   integer  NOT NULL,
    kind    smallint NOT NULL,
    subject bigint   NOT NULL,
    before  bytea    NOT NULL,
    after   bytea    NOT NULL,
    PRIMARY KEY (erasure, place)
);

-- Judgements and reviews are otherwise found by their pair; an erasure asks for one of its records.
CREATE INDEX judgement_by_left ON judgement (left_source, (CASE WHEN octet_length(left_id) <= 1000 THEN left_id ELSE substring(left_id FOR 1000) || sha256(left_id) END));
CREATE INDEX judgement_by_right ON judgement (right_source, (CASE WHEN octet_length(right_id) <= 1000 THEN right_id ELSE substring(right_id FOR 1000) || sha256(right_id) END));
