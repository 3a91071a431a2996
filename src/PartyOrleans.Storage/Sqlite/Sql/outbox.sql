-- name: ReadOutboxEvents
SELECT e.id, p.name, e.kind, o.name, e.records, e.hub_commit, p.id, p.golden
FROM party_event e JOIN party p ON p.id = e.party LEFT JOIN party o ON o.id = e.other
WHERE e.id > ?1 ORDER BY e.id LIMIT ?2;

-- name: ReadOutboxReviews
SELECT left_source, left_id, right_source, right_id, weight_bits, probability, id, kind, hub_commit
FROM review_event WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: FindOutboxEnd
SELECT (SELECT coalesce(max(id), 0) FROM party_event), (SELECT coalesce(max(id), 0) FROM review_event);

-- name: InsertReviewEvent
INSERT INTO review_event (id, hub_commit, kind, left_source, left_id, right_source, right_id, weight_bits, probability)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: EraseReviewEvents
DELETE FROM review_event WHERE (left_source = ?1 AND left_id = ?2) OR (right_source = ?1 AND right_id = ?2);
