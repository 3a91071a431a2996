-- Sealed rows in the order of their numbers: number, bytes, and what their owner is made of.

-- name: RotateRecords
SELECT id, body, source, record_id FROM record WHERE id > $1 ORDER BY id LIMIT $2;

-- name: RotateRecord
UPDATE record r SET body = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE r.id = n.id;

-- name: RotatePayloads
SELECT y.record, y.text, r.source, r.record_id FROM record_payload y JOIN record r ON r.id = y.record WHERE y.record > $1 ORDER BY y.record LIMIT $2;

-- name: RotatePayload
UPDATE record_payload y SET text = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE y.record = n.id;

-- name: RotatePastRecords
SELECT id, body, source, record_id FROM record_past WHERE id > $1 ORDER BY id LIMIT $2;

-- name: RotatePastRecord
UPDATE record_past h SET body = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE h.id = n.id;

-- name: RotatePastPayloads
SELECT id, payload, source, record_id FROM record_past WHERE id > $1 AND payload IS NOT NULL ORDER BY id LIMIT $2;

-- name: RotatePastPayload
UPDATE record_past h SET payload = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE h.id = n.id;

-- name: RotateGoldens
SELECT g.id, g.body, convert_to(p.name, 'UTF8') FROM golden_version g JOIN party p ON p.id = g.party WHERE g.id > $1 ORDER BY g.id LIMIT $2;

-- name: RotateGolden
UPDATE golden_version g SET body = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE g.id = n.id;

-- name: RotateEvents
SELECT e.id, e.records, convert_to(p.name, 'UTF8') FROM party_event e JOIN party p ON p.id = e.party WHERE e.id > $1 ORDER BY e.id LIMIT $2;

-- name: RotateEvent
UPDATE party_event e SET records = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE e.id = n.id;

-- name: RotateJudgements
SELECT id, reason, left_source, left_id, right_source, right_id FROM judgement WHERE id > $1 ORDER BY id LIMIT $2;

-- name: RotateJudgement
UPDATE judgement j SET reason = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE j.id = n.id;

-- name: RotateDeadLetters
SELECT id, raw, source FROM dead_letter WHERE id > $1 ORDER BY id LIMIT $2;

-- name: RotateDeadLetter
UPDATE dead_letter d SET raw = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE d.id = n.id;

-- name: RotateDeadLetterDetails
SELECT id, detail, source FROM dead_letter WHERE id > $1 AND detail IS NOT NULL ORDER BY id LIMIT $2;

-- name: RotateDeadLetterDetail
UPDATE dead_letter d SET detail = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE d.id = n.id;

-- Silos write pages meanwhile, and pages are long: a few at a time.
-- name: RotateBlockPages
SELECT id, body, convert_to(id::text, 'UTF8') FROM block_page WHERE id > $1 AND body IS NOT NULL ORDER BY id LIMIT least($2, 16) FOR UPDATE;

-- name: RotateBlockPage
UPDATE block_page b SET body = n.row FROM unnest($1::bigint[], $2::bytea[]) n (id, "row") WHERE b.id = n.id;

-- name: DeleteOldDataKeys
DELETE FROM data_key WHERE purpose = 1 AND id < $1;

-- name: RewrapKey
UPDATE data_key SET kek = $2, wrapped = $3 WHERE id = $1;
