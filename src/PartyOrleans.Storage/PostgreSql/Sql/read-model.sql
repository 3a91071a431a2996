-- name: FindPartyView
WITH RECURSIVE chain AS (
    SELECT 1 AS place, id, name, state, redirect, golden, ARRAY[id] AS seen FROM party WHERE name = $1
    UNION ALL
    SELECT c.place + 1, p.id, p.name, p.state, p.redirect, p.golden, c.seen || p.id
    FROM chain c JOIN party p ON p.id = c.redirect
    WHERE c.state = 2 AND p.id <> ALL (c.seen)
)
SELECT c.name, c.state, g.body, h.at
FROM chain c
LEFT JOIN golden_version g ON g.id = c.golden AND c.state = 1
LEFT JOIN hub_commit h ON h.id = g.hub_commit
ORDER BY c.place;

-- name: FindRecords
SELECT k.place, r.body, p.name, y.text
FROM unnest($1::integer[], $2::bytea[]) WITH ORDINALITY k (source, key, place)
JOIN record r ON r.source = k.source
 AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = k.key
JOIN party p ON p.id = r.party
LEFT JOIN record_payload y ON y.record = r.id;

-- name: ReadPartyPage
SELECT p.name, g.body FROM party p JOIN golden_version g ON g.id = p.golden
WHERE p.name > $1 AND p.state = 1 ORDER BY p.name LIMIT $2;

-- name: ReadHistoryPage
WITH RECURSIVE version AS (
    SELECT 1 AS place, g.id, g.previous, g.body, g.hub_commit
    FROM golden_version g
    WHERE g.id = CASE WHEN $2 > 0 THEN $2 ELSE (SELECT golden FROM party WHERE name = $1) END
    UNION ALL
    SELECT v.place + 1, g.id, g.previous, g.body, g.hub_commit
    FROM version v JOIN golden_version g ON g.id = v.previous
    WHERE v.place < $3
)
SELECT v.id, v.previous, v.body, c.at FROM version v JOIN hub_commit c ON c.id = v.hub_commit ORDER BY v.place;

-- name: ReadEventPage
WITH RECURSIVE happened AS (
    SELECT 1 AS place, e.id, e.previous, e.kind, e.other, e.records, e.hub_commit
    FROM party_event e
    WHERE e.id = CASE WHEN $2 > 0 THEN $2 ELSE (SELECT event FROM party WHERE name = $1) END
    UNION ALL
    SELECT h.place + 1, e.id, e.previous, e.kind, e.other, e.records, e.hub_commit
    FROM happened h JOIN party_event e ON e.id = h.previous
    WHERE h.place < $3
)
SELECT h.id, h.previous, h.kind, o.name, h.records, c.at, g.body
FROM happened h
JOIN hub_commit c ON c.id = h.hub_commit
LEFT JOIN party o ON o.id = h.other
LEFT JOIN golden_version g ON g.id = golden_of_event(h.records)
ORDER BY h.place;

-- name: ReadFeedPage
SELECT e.id, p.name, e.kind, o.name, e.records, c.at, g.body
FROM party_event e
JOIN party p ON p.id = e.party
JOIN hub_commit c ON c.id = e.hub_commit
LEFT JOIN party o ON o.id = e.other
LEFT JOIN golden_version g ON g.id = golden_of_event(e.records)
WHERE e.id > $1 ORDER BY e.id LIMIT $2;

-- name: ReadReviewPage
SELECT left_source, left_id, right_source, right_id, weight_bits, probability, left_party, right_party, place
FROM (
    SELECT v.*, lp.name AS left_party, rp.name AS right_party,
        (abs(v.probability - 0.5) - 0.5) * CASE WHEN lp.id = rp.id THEN 1 ELSE least(lg.records, rg.records) END AS place
    FROM review v
    JOIN record l ON l.source = v.left_source
     AND (CASE WHEN octet_length(l.record_id) <= 1000 THEN l.record_id ELSE substring(l.record_id FOR 1000) || sha256(l.record_id) END)
       = (CASE WHEN octet_length(v.left_id) <= 1000 THEN v.left_id ELSE substring(v.left_id FOR 1000) || sha256(v.left_id) END)
    JOIN party lp ON lp.id = l.party JOIN golden_version lg ON lg.id = lp.golden
    JOIN record r ON r.source = v.right_source
     AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END)
       = (CASE WHEN octet_length(v.right_id) <= 1000 THEN v.right_id ELSE substring(v.right_id FOR 1000) || sha256(v.right_id) END)
    JOIN party rp ON rp.id = r.party JOIN golden_version rg ON rg.id = rp.golden
) pair
WHERE (place, left_id, right_id, left_source, right_source) > ($1, $2, $3, $4, $5)
ORDER BY place, left_id, right_id, left_source, right_source LIMIT $6;
