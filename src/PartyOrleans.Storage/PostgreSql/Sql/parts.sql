-- name: FindRecordBodies
SELECT k.place, r.body, p.name
FROM unnest($1::integer[], $2::bytea[]) WITH ORDINALITY k (source, key, place)
JOIN record r ON r.source = k.source
 AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = k.key
JOIN party p ON p.id = r.party;

-- name: FindGoldenOfRecords
SELECT p.name, g.body
FROM party p JOIN golden_version g ON g.id = p.golden
WHERE p.id IN (
    SELECT r.party
    FROM unnest($1::integer[], $2::bytea[]) k (source, key)
    JOIN record r ON r.source = k.source
     AND (CASE WHEN octet_length(r.record_id) <= 1000 THEN r.record_id ELSE substring(r.record_id FOR 1000) || sha256(r.record_id) END) = k.key);

-- name: FindTaken
SELECT name FROM party WHERE name = ANY($1::text[]) AND state <> 0;
