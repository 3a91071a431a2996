-- name: FindSearchState
SELECT version, upto, parties FROM search_state WHERE id = 1;

-- name: FindSearchLag
SELECT s.version, s.upto, s.parties, (SELECT coalesce(max(id), 0) FROM golden_version), EXISTS (SELECT 1 FROM search_ended)
FROM search_state s WHERE s.id = 1;

-- name: UpdateSearchState
UPDATE search_state SET version = $1, upto = $2, parties = parties + $3 WHERE id = 1;

-- name: MatchParties
WITH found AS MATERIALIZED (SELECT place FROM search_party WHERE terms @@ $1::tsquery)
SELECT place FROM found WHERE place > $2 ORDER BY place LIMIT $3;

-- name: FindSearchTerms
SELECT k.number, array_to_string(tsvector_to_array(s.terms), ' ')
FROM unnest($1::bigint[]) WITH ORDINALITY k (place, number) JOIN search_party s ON s.place = k.place;

-- name: FindSearchHits
SELECT k.number, p.name, g.body
FROM unnest($1::bigint[]) WITH ORDINALITY k (place, number)
JOIN search_party s ON s.place = k.place JOIN party p ON p.id = s.party JOIN golden_version g ON g.id = p.golden
WHERE p.state = 1;

-- name: FindSearchParties
SELECT party, place, array_to_string(tsvector_to_array(terms), ' ') FROM search_party WHERE party = ANY ($1);

-- name: FindSearchPlaces
SELECT place FROM search_party WHERE place = ANY ($1);

-- name: PutSearchParties
INSERT INTO search_party (place, party, terms)
SELECT place, party, array_to_tsvector(string_to_array(terms, ' ')) FROM unnest($1::bigint[], $2::bigint[], $3::text[]) n (place, party, terms)
ON CONFLICT (place) DO UPDATE SET terms = excluded.terms;

-- name: DeleteSearchParties
DELETE FROM search_party WHERE place = ANY ($1);

-- name: FindSearchWords
SELECT word, names, addresses FROM search_word WHERE word = ANY ($1);

-- name: ReadWordsBySound
SELECT word, names, addresses FROM search_word WHERE sound = $1;

-- name: ReadWordsAlike
SELECT word, names, addresses FROM search_word WHERE word % $1 AND length(word) >= 3 AND length(word) BETWEEN $2 AND $3;

-- name: PutSearchWords
INSERT INTO search_word (word, sound, names, addresses)
SELECT word, sound, names, addresses FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::integer[]) n (word, sound, names, addresses)
ON CONFLICT (word) DO UPDATE SET names = search_word.names + excluded.names, addresses = search_word.addresses + excluded.addresses;

-- name: DeleteSearchWords
DELETE FROM search_word WHERE word = ANY ($1) AND names = 0 AND addresses = 0;

-- name: PutSearchEnded
INSERT INTO search_ended (party) SELECT unnest($1::bigint[]) ON CONFLICT DO NOTHING;

-- name: TakeSearchEnded
DELETE FROM search_ended WHERE party IN (SELECT party FROM search_ended ORDER BY party LIMIT $1) RETURNING party;

-- name: ReadGoldenToIndex
SELECT g.id, p.id, p.name, g.body
FROM golden_version g JOIN party p ON p.id = g.party
WHERE g.id > $1 AND g.id <= $2 AND p.golden = g.id AND p.state = 1 ORDER BY g.id;

-- name: ReadCurrentGolden
SELECT id FROM party WHERE id = ANY ($1) AND golden = ANY ($2) AND state = 1;

-- name: ReadEndedParties
SELECT id FROM party WHERE id = ANY ($1) AND state <> 1;

-- name: ClearSearchParties
SELECT search_empty();

-- Both want a lock that no reader of the table shares, and whoever comes after waits behind it: so it is not waited for, and tried again.
-- name: DropTermIndex
SELECT set_config('lock_timeout', '200ms', true), search_drop_term_index();

-- name: MakeTermIndex
SELECT set_config('lock_timeout', '200ms', true), search_make_term_index();

-- name: ReadBlindRecords
SELECT r.source, r.record_id FROM blind_index b JOIN record r ON r.id = b.record WHERE b.digest = $1;
