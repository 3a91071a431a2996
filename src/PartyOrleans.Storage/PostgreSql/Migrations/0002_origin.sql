-- Who made a commit, by what (ChangeKind) and why; trace: of the request that asked for it.
ALTER TABLE hub_commit
    ADD COLUMN kind   smallint NOT NULL DEFAULT 0,
    ADD COLUMN actor  bytea    NOT NULL DEFAULT '',
    ADD COLUMN reason bytea    NOT NULL DEFAULT '',
    ADD COLUMN trace  bytea    NOT NULL DEFAULT '';
