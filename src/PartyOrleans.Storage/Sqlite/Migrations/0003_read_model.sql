-- Keys that the store makes for itself, by name.
CREATE TABLE store_key (
    name TEXT PRIMARY KEY,
    key  BLOB NOT NULL
) WITHOUT ROWID;

-- Even odds first: the pair that an answer is worth most for.
CREATE INDEX review_by_benefit ON review (abs(probability - 0.5), left_id, right_id, left_source, right_source);
