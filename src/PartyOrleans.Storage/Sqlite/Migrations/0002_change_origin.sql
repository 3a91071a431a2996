-- Who made a commit, by what (ChangeKind) and why; trace: of the request that asked for it.
ALTER TABLE hub_commit ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hub_commit ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE hub_commit ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE hub_commit ADD COLUMN trace TEXT NOT NULL DEFAULT '';
