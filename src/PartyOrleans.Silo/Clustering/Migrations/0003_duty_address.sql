-- Where the API of the silo is that has the duties: other silos send there what concerns them.
ALTER TABLE cluster_duty ADD COLUMN address text NOT NULL DEFAULT '';
