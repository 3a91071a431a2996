-- name: FindCommitAt
SELECT coalesce(max(id), 0) FROM hub_commit WHERE at <= ?1;

-- name: FindGoldenAt
SELECT previous, hub_commit, body FROM golden_version WHERE id = ?1;

-- name: FindEventAt
SELECT e.previous, e.hub_commit, e.kind, coalesce(e.other, 0) FROM party_event e WHERE e.id = ?1;

-- name: ReadVersionsOf
SELECT h.record, h.since, h.until, h.body, h.payload, coalesce(n.party, 0), coalesce(n.party_since, 0)
FROM record_past h LEFT JOIN record n ON n.id = h.record WHERE h.source = ?1 AND h.record_id = ?2
UNION ALL
SELECT r.id, r.since, 0, r.body, y.text, r.party, r.party_since FROM record r LEFT JOIN record_payload y ON y.record = r.id
WHERE r.source = ?1 AND r.record_id = ?2
ORDER BY 2;

-- name: FindStayAt
SELECT p.name FROM record_move m JOIN party p ON p.id = m.party WHERE m.record = ?1 AND m.since <= ?2 AND m.until > ?2 ORDER BY m.id DESC LIMIT 1;

-- name: FindPartyName
SELECT name FROM party WHERE id = ?1;
