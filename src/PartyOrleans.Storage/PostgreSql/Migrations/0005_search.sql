-- Words that are nearly alike are found by their trigrams; a trusted extension, which the owner of a database may add.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The search index: a projection of the current golden records, which may lag behind them. upto: the last golden version taken in.
CREATE TABLE search_state (
    id      integer PRIMARY KEY,
    version integer NOT NULL,
    upto    bigint  NOT NULL,
    parties bigint  NOT NULL
);
INSERT INTO search_state (id, version, upto, parties) VALUES (1, 0, 0, 0);

-- place ascends as party ids do, so that hits of equal score come in the order of their ids.
CREATE TABLE search_party (
    place bigint   PRIMARY KEY,
    party bigint   NOT NULL,
    terms tsvector NOT NULL
);
CREATE UNIQUE INDEX search_party_by_party ON search_party (party);

-- A list of pending entries would make writes cheaper, but every search reads it from end to end.
CREATE INDEX search_party_by_term ON search_party USING gin (terms) WITH (fastupdate = off);

CREATE TABLE search_word (
    word      text    COLLATE "C" PRIMARY KEY,
    sound     bigint  NOT NULL,
    names     integer NOT NULL,
    addresses integer NOT NULL
);
CREATE INDEX search_word_by_sound ON search_word (sound);
CREATE INDEX search_word_by_gram ON search_word USING gin (word gin_trgm_ops) WITH (fastupdate = off) WHERE length(word) >= 3;

-- Parties that ended while the index lagged behind.
CREATE TABLE search_ended (party bigint PRIMARY KEY);
