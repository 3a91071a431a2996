-- The search index: a projection of the current golden records, which may lag behind them. upto: the last golden version taken in.
CREATE TABLE search_state (
    id      INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    upto    INTEGER NOT NULL,
    parties INTEGER NOT NULL
);
INSERT INTO search_state (id, version, upto, parties) VALUES (1, 0, 0, 0);

-- place ascends as party ids do, so that hits of equal score come in the order of their ids.
CREATE TABLE search_party (
    place INTEGER PRIMARY KEY,
    party INTEGER NOT NULL,
    terms TEXT NOT NULL
);
CREATE UNIQUE INDEX search_party_by_party ON search_party (party);

CREATE VIRTUAL TABLE search_text USING fts5 (
    terms, content = 'search_party', content_rowid = 'place', detail = none, columnsize = 0, tokenize = "ascii tokenchars '@.-+_'"
);
-- What leaves the index leaves no bytes behind.
INSERT INTO search_text (search_text, rank) VALUES ('secure-delete', 1);
INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 8388608);

-- id: length of the word (from bit 52), its letters (from bit 20), then a running number.
CREATE TABLE search_word (
    id        INTEGER PRIMARY KEY,
    word      TEXT NOT NULL,
    sound     INTEGER NOT NULL,
    names     INTEGER NOT NULL,
    addresses INTEGER NOT NULL
);
CREATE UNIQUE INDEX search_word_by_word ON search_word (word);
CREATE INDEX search_word_by_sound ON search_word (sound);

CREATE VIRTUAL TABLE search_gram USING fts5 (word, content = '', detail = none, columnsize = 0, tokenize = 'trigram');
INSERT INTO search_gram (search_gram, rank) VALUES ('secure-delete', 1);

-- Parties that ended while the index lagged behind.
CREATE TABLE search_ended (party INTEGER PRIMARY KEY);
