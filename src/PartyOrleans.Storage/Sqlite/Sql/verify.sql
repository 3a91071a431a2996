-- name: VerifyLinks
SELECT id, kind, subject, at, digest, head FROM chain_link ORDER BY id;

-- name: CountHead
SELECT count(*) FROM chain_link WHERE hex(head) = ?1;

-- name: VerifyCommits
SELECT id, at, kind, actor, reason, trace FROM hub_commit ORDER BY id;

-- name: VerifyRecords
SELECT r.id, r.source, r.record_id, r.since, r.body, y.text, r.party, r.party_since FROM record r LEFT JOIN record_payload y ON y.record = r.id ORDER BY r.id;

-- name: VerifyPast
SELECT id, record, source, record_id, since, until, body, payload FROM record_past ORDER BY id;

-- name: VerifyMoves
SELECT record, party, since, until FROM record_move ORDER BY id;

-- name: VerifyGolden
SELECT g.id, g.party, g.previous, g.hub_commit, g.body, p.name FROM golden_version g JOIN party p ON p.id = g.party ORDER BY g.id;

-- name: VerifyEvents
SELECT e.id, e.party, e.previous, e.hub_commit, e.kind, coalesce(e.other, 0), e.records, p.name
FROM party_event e JOIN party p ON p.id = e.party ORDER BY e.id;

-- name: VerifyJudgements
SELECT id, left_source, left_id, right_source, right_id, kind, at, made, coalesce(ended, 0), reason FROM judgement ORDER BY id;

-- name: VerifyParties
SELECT id, golden, event, state, coalesce(redirect, 0) FROM party ORDER BY id;

-- name: VerifyActivations
SELECT id, sha256, at FROM bundle_activation ORDER BY id;

-- name: VerifyErasures
SELECT id, hub_commit, receipt FROM erasure ORDER BY id;

-- name: VerifyErasureRows
SELECT erasure, kind, row, before, after FROM erasure_row ORDER BY rowid;

-- name: VerifySuppressions
SELECT erasure, digest FROM suppression ORDER BY erasure, digest;
