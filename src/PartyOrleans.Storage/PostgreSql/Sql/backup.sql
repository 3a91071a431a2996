-- name: FindSchema
SELECT current_schema();

-- name: FindNewestHead
SELECT head FROM chain_link ORDER BY id DESC LIMIT 1;

-- name: Analyze
ANALYZE;
