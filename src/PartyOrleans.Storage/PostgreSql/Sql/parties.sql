-- name: FindParties
SELECT k.place, p.id, p.state, coalesce(p.redirect, 0), p.golden, p.event, g.body
FROM unnest($1::text[]) WITH ORDINALITY k (name, place)
JOIN party p ON p.name = k.name COLLATE "C"
LEFT JOIN golden_version g ON g.id = p.golden AND p.state = 1;

-- name: FindLastPartyName
SELECT max(name) FROM party;

-- name: InsertParty
INSERT INTO party (id, name, state, redirect, golden, event)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[]);

-- name: CopyParty
COPY party (id, name, state, redirect, golden, event) FROM STDIN (FORMAT binary)

-- name: UpdateParty
UPDATE party p SET state = n.state, redirect = n.redirect, golden = n.golden, event = n.event
FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[]) n (id, state, redirect, golden, event)
WHERE p.id = n.id;

-- name: ReadPartyNames
SELECT id, name FROM party WHERE id BETWEEN $1 AND $2;

-- name: ReadPartySpan
SELECT coalesce((SELECT min(id) FROM party), 0), coalesce((SELECT max(id) FROM party), -1);

-- name: ReadRetired
SELECT p.name, s.name FROM party p LEFT JOIN party s ON s.id = p.redirect WHERE p.state = 2;

-- name: InsertGolden
INSERT INTO golden_version (id, party, previous, hub_commit, body, records)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::integer[]);

-- name: CopyGolden
COPY golden_version (id, party, previous, hub_commit, body, records) FROM STDIN (FORMAT binary)

-- name: FindGolden
WITH RECURSIVE chain AS (
    SELECT id, name, state, redirect, golden FROM party WHERE name = $1
    UNION
    SELECT p.id, p.name, p.state, p.redirect, p.golden FROM chain c JOIN party p ON p.id = c.redirect WHERE c.state = 2
)
SELECT c.name, g.body FROM chain c JOIN golden_version g ON g.id = c.golden WHERE c.state = 1;

-- name: ReadGoldenVersions
WITH RECURSIVE version AS (
    SELECT g.id, g.previous, g.hub_commit, g.body FROM party p JOIN golden_version g ON g.id = p.golden WHERE p.name = $1
    UNION ALL
    SELECT g.id, g.previous, g.hub_commit, g.body FROM version v JOIN golden_version g ON g.id = v.previous
)
SELECT v.body, c.at FROM version v JOIN hub_commit c ON c.id = v.hub_commit ORDER BY v.id;

-- name: ReadGolden
SELECT p.name, g.body FROM party p JOIN golden_version g ON g.id = p.golden WHERE p.state = 1 ORDER BY p.name;

-- name: InsertEvent
INSERT INTO party_event (id, party, previous, hub_commit, kind, other, records)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::bigint[], $7::bytea[]);

-- name: CopyEvent
COPY party_event (id, party, previous, hub_commit, kind, other, records) FROM STDIN (FORMAT binary)

-- name: ReadEvents
WITH RECURSIVE happened AS (
    SELECT e.id, e.previous, e.hub_commit, e.kind, e.other, e.records FROM party p JOIN party_event e ON e.id = p.event WHERE p.name = $1
    UNION ALL
    SELECT e.id, e.previous, e.hub_commit, e.kind, e.other, e.records FROM happened h JOIN party_event e ON e.id = h.previous
)
SELECT h.kind, o.name, h.records, c.at, g.body
FROM happened h
JOIN hub_commit c ON c.id = h.hub_commit
LEFT JOIN party o ON o.id = h.other
LEFT JOIN golden_version g ON g.id = golden_of_event(h.records)
ORDER BY h.id;

-- name: ReadFeed
SELECT e.id, p.name, e.kind, o.name, e.records, c.at, g.body
FROM party_event e
JOIN party p ON p.id = e.party
JOIN hub_commit c ON c.id = e.hub_commit
LEFT JOIN party o ON o.id = e.other
LEFT JOIN golden_version g ON g.id = golden_of_event(e.records)
WHERE e.id > $1 ORDER BY e.id;
