-- What the shards of a cluster hold of blocks, so that a shard made anew need not compute it from the records: never a source of truth; both
-- tables may be emptied at any time. form: what the pages are made with: bundle, number of shards, format. hub_commit: as of which commit it is.
-- id: the shard times 65,536 and the page. body: sealed; null where an erasure emptied it until it is written again.
CREATE TABLE block_page (
    id         bigint PRIMARY KEY,
    form       bigint NOT NULL,
    hub_commit bigint NOT NULL,
    body       bytea
);
ALTER TABLE block_page ALTER COLUMN body SET STORAGE EXTERNAL; -- what is sealed does not become smaller

-- A shard of which all pages are there, each as of this commit or later. record, past: the last numbers of record and record_past then. pages: which ones, a bit each.
CREATE TABLE block_shard (
    shard      integer PRIMARY KEY,
    form       bigint  NOT NULL,
    hub_commit bigint  NOT NULL,
    record     bigint  NOT NULL,
    past       bigint  NOT NULL,
    pages      bytea   NOT NULL
);
