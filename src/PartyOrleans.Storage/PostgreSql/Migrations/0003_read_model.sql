-- Keys that the store makes for itself, by name.
CREATE TABLE store_key (
    name text  PRIMARY KEY,
    key  bytea NOT NULL
);

-- Even odds first: the pair that an answer is worth most for.
CREATE INDEX review_by_benefit ON review (abs(probability - 0.5));
