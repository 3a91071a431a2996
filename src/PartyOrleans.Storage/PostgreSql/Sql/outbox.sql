-- Compiling a plan takes longer than reading a page by it.
-- name: PrepareOutbox
SET LOCAL jit = off;

-- The version of an event that does not refer to one is looked for from the party's newest one back to the event's commit. Each row is looked up by its
-- number (OFFSET 0 sees to that), so that a page costs the same however large the tables are.
-- name: ReadOutboxEvents
SELECT e.id, p.name, e.kind, o.name, e.records, g.body, c.id, c.at, c.kind, c.actor, c.reason, c.trace
FROM (SELECT *, golden_of_event(records) AS referred FROM party_event WHERE id > $1 ORDER BY id LIMIT $2) e
JOIN LATERAL (SELECT name, golden FROM party WHERE id = e.party OFFSET 0) p ON true
JOIN LATERAL (SELECT * FROM hub_commit WHERE id = e.hub_commit OFFSET 0) c ON true
LEFT JOIN LATERAL (SELECT name FROM party WHERE id = e.other OFFSET 0) o ON true
LEFT JOIN LATERAL (
    WITH RECURSIVE version AS (
        SELECT v.id, v.previous, v.hub_commit FROM golden_version v WHERE v.id = p.golden AND e.referred IS NULL AND e.kind <> 5
        UNION ALL
        SELECT v.id, v.previous, v.hub_commit FROM version n JOIN golden_version v ON v.id = n.previous WHERE n.hub_commit > e.hub_commit
    )
    SELECT id FROM version WHERE hub_commit <= e.hub_commit ORDER BY id DESC LIMIT 1
) held ON true
LEFT JOIN LATERAL (SELECT body FROM golden_version WHERE id = coalesce(e.referred, held.id) OFFSET 0) g ON true
ORDER BY e.id;

-- name: ReadOutboxReviews
SELECT r.left_source, r.left_id, r.right_source, r.right_id, r.weight_bits, r.probability, r.id, r.kind, c.id, c.at, c.kind, c.actor, c.reason, c.trace
FROM (SELECT * FROM review_event WHERE id > $1 ORDER BY id LIMIT $2) r
JOIN LATERAL (SELECT * FROM hub_commit WHERE id = r.hub_commit OFFSET 0) c ON true
ORDER BY r.id;

-- name: FindOutboxEnd
SELECT (SELECT coalesce(max(id), 0) FROM party_event), (SELECT coalesce(max(id), 0) FROM review_event);

-- name: TellReviewsClosed
INSERT INTO review_event (id, hub_commit, kind, left_source, left_id, right_source, right_id, weight_bits, probability)
SELECT $2 + n.place, $3, 3, r.left_source, r.left_id, r.right_source, r.right_id, r.weight_bits, r.probability
FROM unnest($1::bytea[]) WITH ORDINALITY n (pair, place) JOIN review r ON r.pair = n.pair;

-- name: EraseReviewEvents
DELETE FROM review_event WHERE (left_source = $1 AND left_id = $2) OR (right_source = $1 AND right_id = $2);
