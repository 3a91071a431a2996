-- name: FindSearchState
SELECT version, upto, parties FROM search_state WHERE id = 1;

-- name: FindSearchLag
SELECT s.version, s.upto, s.parties, (SELECT coalesce(max(id), 0) FROM golden_version), EXISTS (SELECT 1 FROM search_ended)
FROM search_state s WHERE s.id = 1;

-- name: UpdateSearchState
UPDATE search_state SET version = ?1, upto = ?2, parties = ?3 WHERE id = 1;

-- name: MatchParties
SELECT rowid FROM search_text WHERE search_text MATCH ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3;

-- name: FindSearchParty
SELECT place, terms FROM search_party WHERE party = ?1;

-- name: FindSearchTerms
SELECT terms FROM search_party WHERE place = ?1;

-- name: FindSearchHit
SELECT p.name, g.body FROM search_party s JOIN party p ON p.id = s.party JOIN golden_version g ON g.id = p.golden
WHERE s.place = ?1 AND p.state = 1;

-- name: HasSearchPlace
SELECT 1 FROM search_party WHERE place = ?1;

-- name: InsertSearchParty
INSERT INTO search_party (place, party, terms) VALUES (?1, ?2, ?3);

-- name: UpdateSearchParty
UPDATE search_party SET terms = ?2 WHERE place = ?1;

-- name: DeleteSearchParty
DELETE FROM search_party WHERE place = ?1;

-- name: InsertSearchText
INSERT INTO search_text (rowid, terms) VALUES (?1, ?2);

-- name: DeleteSearchText
INSERT INTO search_text (search_text, rowid, terms) VALUES ('delete', ?1, ?2);

-- name: FindSearchWord
SELECT id, word, names, addresses FROM search_word WHERE word = ?1;

-- name: ReadWordsBySound
SELECT word, names, addresses FROM search_word WHERE sound = ?1;

-- name: MatchWords
SELECT rowid FROM search_gram WHERE search_gram MATCH ?1 AND rowid >= ?2 AND rowid < ?3;

-- name: FindSearchWordById
SELECT word, names, addresses FROM search_word WHERE id = ?1;

-- name: MergeSearchText
INSERT INTO search_text (search_text, rank) VALUES ('merge', ?1);

-- name: MergeSearchGram
INSERT INTO search_gram (search_gram, rank) VALUES ('merge', ?1);

-- name: FindLastWordId
SELECT coalesce(max(id), ?1) FROM search_word WHERE id >= ?1 AND id < ?2;

-- name: InsertSearchWord
INSERT INTO search_word (id, word, sound, names, addresses) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: UpdateSearchWord
UPDATE search_word SET names = ?2, addresses = ?3 WHERE id = ?1;

-- name: DeleteSearchWord
DELETE FROM search_word WHERE id = ?1;

-- name: InsertSearchGram
INSERT INTO search_gram (rowid, word) VALUES (?1, ?2);

-- name: DeleteSearchGram
INSERT INTO search_gram (search_gram, rowid, word) VALUES ('delete', ?1, ?2);

-- name: InsertSearchEnded
INSERT INTO search_ended (party) VALUES (?1) ON CONFLICT DO NOTHING;

-- name: ReadSearchEnded
SELECT party FROM search_ended ORDER BY party LIMIT ?1;

-- name: DeleteSearchEnded
DELETE FROM search_ended WHERE party = ?1;

-- name: ReadGoldenToIndex
SELECT g.id, p.id, p.name, g.body
FROM golden_version g JOIN party p ON p.id = g.party
WHERE g.id > ?1 AND g.id <= ?2 AND p.golden = g.id AND p.state = 1 ORDER BY g.id;

-- name: IsCurrentGolden
SELECT 1 FROM party WHERE id = ?1 AND golden = ?2 AND state = 1;

-- name: ClearSearchParty
DELETE FROM search_party;

-- name: ClearSearchText
INSERT INTO search_text (search_text) VALUES ('delete-all');

-- name: ClearSearchWord
DELETE FROM search_word;

-- name: ClearSearchGram
INSERT INTO search_gram (search_gram) VALUES ('delete-all');

-- name: ClearSearchEnded
DELETE FROM search_ended;

-- name: ReadBlindRecords
SELECT r.source, r.record_id FROM blind_index b JOIN record r ON r.id = b.record WHERE b.digest = ?1;
