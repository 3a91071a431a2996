-- name: FindPartyView
SELECT p.id, p.state, p.redirect, p.golden, p.event, g.body, c.at
FROM party p LEFT JOIN golden_version g ON g.id = p.golden AND p.state = 1 LEFT JOIN hub_commit c ON c.id = g.hub_commit
WHERE p.name = ?1;

-- name: ReadPartyPage
SELECT p.name, g.body FROM party p JOIN golden_version g ON g.id = p.golden
WHERE p.name > ?1 AND p.state = 1 ORDER BY p.name LIMIT ?2;

-- name: ReadFeedPage
SELECT e.id, p.name, e.kind, o.name, e.records, c.at
FROM party_event e JOIN party p ON p.id = e.party JOIN hub_commit c ON c.id = e.hub_commit LEFT JOIN party o ON o.id = e.other
WHERE e.id > ?1 ORDER BY e.id LIMIT ?2;

-- name: ReadReviewPage
SELECT left_source, left_id, right_source, right_id, weight_bits, probability, left_party, right_party, place
FROM (
    SELECT v.*, lp.name AS left_party, rp.name AS right_party,
        (abs(v.probability - 0.5) - 0.5) * CASE WHEN lp.id = rp.id THEN 1 ELSE min(lg.records, rg.records) END AS place
    FROM review v
    JOIN record l ON l.source = v.left_source AND l.record_id = v.left_id
    JOIN party lp ON lp.id = l.party JOIN golden_version lg ON lg.id = lp.golden
    JOIN record r ON r.source = v.right_source AND r.record_id = v.right_id
    JOIN party rp ON rp.id = r.party JOIN golden_version rg ON rg.id = rp.golden
)
WHERE (place, left_id, right_id, left_source, right_source) > (?1, ?2, ?3, ?4, ?5)
ORDER BY place, left_id, right_id, left_source, right_source LIMIT ?6;

-- name: FindReviewPlace
SELECT v.left_source, v.left_id, v.right_source, v.right_id, v.weight_bits, v.probability, lp.name, rp.name,
    (abs(v.probability - 0.5) - 0.5) * CASE WHEN lp.id = rp.id THEN 1 ELSE min(lg.records, rg.records) END
FROM review v
JOIN record l ON l.source = v.left_source AND l.record_id = v.left_id
JOIN party lp ON lp.id = l.party JOIN golden_version lg ON lg.id = lp.golden
JOIN record r ON r.source = v.right_source AND r.record_id = v.right_id
JOIN party rp ON rp.id = r.party JOIN golden_version rg ON rg.id = rp.golden
WHERE v.left_source = ?1 AND v.left_id = ?2 AND v.right_source = ?3 AND v.right_id = ?4;

-- name: FindStoreKey
SELECT key FROM store_key WHERE name = ?1;

-- name: InsertStoreKey
INSERT INTO store_key (name, key) VALUES (?1, ?2);
