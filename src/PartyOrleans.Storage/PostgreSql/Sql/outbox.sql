-- The version of an event that does not refer to one is looked for from the party's newest one back to the event's commit.
-- name: ReadOutboxEvents
SELECT e.id, p.name, e.kind, o.name, e.records, g.body, c.id, c.at, c.kind, c.actor, c.reason, c.trace
FROM (SELECT * FROM party_event WHERE id > $1 ORDER BY id LIMIT $2) e
JOIN party p ON p.id = e.party
JOIN hub_commit c ON c.id = e.hub_commit
LEFT JOIN party o ON o.id = e.other
LEFT JOIN LATERAL (
    WITH RECURSIVE version AS (
        SELECT v.id, v.previous, v.hub_commit FROM golden_version v WHERE v.id = p.golden
        UNION ALL
        SELECT v.id, v.previous, v.hub_commit FROM version n JOIN golden_version v ON v.id = n.previous WHERE n.hub_commit > e.hub_commit
    )
    SELECT id FROM version WHERE hub_commit <= e.hub_commit ORDER BY id DESC LIMIT 1
) held ON golden_of_event(e.records) IS NULL AND e.kind <> 5
LEFT JOIN golden_version g ON g.id = coalesce(golden_of_event(e.records), held.id)
ORDER BY e.id;

-- name: ReadOutboxReviews
SELECT r.left_source, r.left_id, r.right_source, r.right_id, r.weight_bits, r.probability, r.id, r.kind, c.id, c.at, c.kind, c.actor, c.reason, c.trace
FROM review_event r JOIN hub_commit c ON c.id = r.hub_commit
WHERE r.id > $1 ORDER BY r.id LIMIT $2;

-- name: FindOutboxEnd
SELECT (SELECT coalesce(max(id), 0) FROM party_event), (SELECT coalesce(max(id), 0) FROM review_event);

-- name: TellReviewsClosed
INSERT INTO review_event (id, hub_commit, kind, left_source, left_id, right_source, right_id, weight_bits, probability)
SELECT $2 + n.place, $3, 3, r.left_source, r.left_id, r.right_source, r.right_id, r.weight_bits, r.probability
FROM unnest($1::bytea[]) WITH ORDINALITY n (pair, place) JOIN review r ON r.pair = n.pair;

-- name: EraseReviewEvents
DELETE FROM review_event WHERE (left_source = $1 AND left_id = $2) OR (right_source = $1 AND right_id = $2);
