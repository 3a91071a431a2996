-- name: FindCommitAt
SELECT coalesce(max(id), 0) FROM hub_commit WHERE at <= $1;

-- name: FindPartyLinks
SELECT golden, event FROM party WHERE name = $1;

-- The newest version of a chain that is not younger than a commit.
-- name: FindVersionAt
WITH RECURSIVE version AS (
    SELECT id, previous, hub_commit FROM golden_version WHERE id = $1
    UNION ALL
    SELECT g.id, g.previous, g.hub_commit FROM version v JOIN golden_version g ON g.id = v.previous WHERE v.hub_commit > $2
)
SELECT id, hub_commit FROM version WHERE hub_commit <= $2;

-- name: FindGoldenAt
SELECT previous, hub_commit, body FROM golden_version WHERE id = $1;

-- name: FindGoldenBody
SELECT body FROM golden_version WHERE id = $1;

-- Back from the newest event to the first that tells how a party stood at commit $2: one that ended it, or one older than its version of then ($3). $4: the kind of events that end a party.
-- name: ReadEventsBack
WITH RECURSIVE happened AS (
    SELECT 1 AS place, id, previous, hub_commit, kind, other FROM party_event WHERE id = $1
    UNION ALL
    SELECT h.place + 1, e.id, e.previous, e.hub_commit, e.kind, e.other
    FROM happened h JOIN party_event e ON e.id = h.previous
    WHERE NOT (h.hub_commit <= $2 AND h.kind = $4) AND h.hub_commit >= $3
)
SELECT h.hub_commit, h.kind, coalesce(o.name, '') FROM happened h LEFT JOIN party o ON o.id = h.other ORDER BY h.place;

-- name: ReadVersionsOf
SELECT h.record, h.since, h.until, h.body, h.payload, coalesce(p.name, ''), coalesce(n.party_since, 0)
FROM record_past h LEFT JOIN record n ON n.id = h.record LEFT JOIN party p ON p.id = n.party
WHERE h.source = $1
  AND (CASE WHEN octet_length(h.record_id) <= 1000 THEN h.record_id ELSE substring(h.record_id FOR 1000) || sha256(h.record_id) END) = $2
UNION ALL
SELECT r.id, r.since, 0, r.body, y.text, p.name, r.party_since
FROM record r JOIN party p ON p.id = r.party LEFT JOIN record_payload y ON y.record = r.id
WHERE r.source = $1
  AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = $2
ORDER BY 2;

-- name: FindStayAt
SELECT p.name FROM record_move m JOIN party p ON p.id = m.party WHERE m.record = $1 AND m.since <= $2 AND m.until > $2 ORDER BY m.id DESC LIMIT 1;
