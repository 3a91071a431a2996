-- name: FindParty
SELECT id, state, redirect, golden, event FROM party WHERE name = ?1;

-- name: FindPartyById
SELECT id, state, redirect, golden, event, name FROM party WHERE id = ?1;

-- name: FindLastPartyName
SELECT max(name) FROM party;

-- name: InsertParty
INSERT INTO party (id, name, state, redirect, golden, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: UpdateParty
UPDATE party SET state = ?2, redirect = ?3, golden = ?4, event = ?5 WHERE id = ?1;

-- name: ReadPartyNames
SELECT id, name FROM party WHERE id BETWEEN ?1 AND ?2 ORDER BY id;

-- name: ReadPartySpan
SELECT coalesce((SELECT min(id) FROM party), 0), coalesce((SELECT max(id) FROM party), -1);

-- name: ReadRetired
SELECT p.name, s.name FROM party p LEFT JOIN party s ON s.id = p.redirect WHERE p.state = 2 ORDER BY p.name;

-- name: InsertGolden
INSERT INTO golden_version (id, party, previous, hub_commit, body, records) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: FindGoldenBody
SELECT body FROM golden_version WHERE id = ?1;

-- name: FindGolden
SELECT g.body, g.previous, c.at FROM golden_version g JOIN hub_commit c ON c.id = g.hub_commit WHERE g.id = ?1;

-- name: ReadGolden
SELECT p.name, g.body FROM party p JOIN golden_version g ON g.id = p.golden WHERE p.state = 1 ORDER BY p.name;

-- name: InsertEvent
INSERT INTO party_event (id, party, previous, hub_commit, kind, other, records) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: FindEvent
SELECT e.kind, o.name, e.records, e.previous, c.at
FROM party_event e JOIN hub_commit c ON c.id = e.hub_commit LEFT JOIN party o ON o.id = e.other
WHERE e.id = ?1;

-- name: ReadFeed
SELECT e.id, p.name, e.kind, o.name, e.records, c.at
FROM party_event e JOIN party p ON p.id = e.party JOIN hub_commit c ON c.id = e.hub_commit LEFT JOIN party o ON o.id = e.other
WHERE e.id > ?1 ORDER BY e.id;
