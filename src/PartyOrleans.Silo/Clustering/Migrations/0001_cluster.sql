-- What Orleans keeps of a cluster: its members, reminders and grain states. Names of tables are ours, but for the table of queries; the keys of
-- the queries, their parameters and the columns they give back are what the providers of Orleans 10 ask for. Times are UTC.
CREATE TABLE OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

-- One row for each cluster; every change of its members goes through the version, so that changes take turns.
CREATE TABLE cluster_version (
    cluster text        PRIMARY KEY,
    version integer     NOT NULL DEFAULT 0,
    changed timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cluster_member (
    cluster    text        NOT NULL REFERENCES cluster_version,
    address    text        NOT NULL,
    port       integer     NOT NULL,
    generation integer     NOT NULL,
    silo       text        NOT NULL,
    host       text        NOT NULL,
    status     integer     NOT NULL,
    proxy_port integer     NOT NULL,
    suspected  text,
    started    timestamptz NOT NULL,
    alive      timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

CREATE TABLE cluster_reminder (
    service  text        NOT NULL,
    grain    text        NOT NULL,
    name     text        NOT NULL,
    starts   timestamptz NOT NULL,
    period   bigint      NOT NULL,
    hash     integer     NOT NULL,
    version  integer     NOT NULL DEFAULT 0,
    PRIMARY KEY (service, grain, name)
);
CREATE INDEX cluster_reminder_hash ON cluster_reminder (service, hash);

-- The state of a grain; the whole of its name is the key, hashes only make the index small to search.
CREATE TABLE cluster_state (
    id_hash   integer     NOT NULL,
    type_hash integer     NOT NULL,
    id_0      bigint      NOT NULL,
    id_1      bigint      NOT NULL,
    type      text        NOT NULL,
    extension text,
    service   text        NOT NULL,
    payload   bytea,
    changed   timestamptz NOT NULL DEFAULT now(),
    version   integer     NOT NULL
);
CREATE UNIQUE INDEX cluster_state_name ON cluster_state (id_hash, type_hash, id_0, id_1, service, type, extension) NULLS NOT DISTINCT;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $$
WITH added AS (INSERT INTO cluster_version (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*)::integer FROM added
$$),
('InsertMembershipKey', $$
WITH turn AS (
    UPDATE cluster_version SET version = version + 1, changed = now()
    WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT FROM cluster_member WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING cluster),
added AS (
    INSERT INTO cluster_member (cluster, address, port, generation, silo, host, status, proxy_port, started, alive)
    SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime::timestamptz, @IAmAliveTime::timestamptz FROM turn
    RETURNING 1)
SELECT count(*)::integer FROM added
$$),
('UpdateMembershipKey', $$
WITH turn AS (
    UPDATE cluster_version SET version = version + 1, changed = now()
    WHERE cluster = @DeploymentId AND version = @Version AND EXISTS (
        SELECT FROM cluster_member WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING cluster),
changed AS (
    UPDATE cluster_member m SET status = @Status, suspected = @SuspectTimes, alive = @IAmAliveTime::timestamptz
    FROM turn WHERE m.cluster = turn.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    RETURNING 1)
SELECT count(*)::integer FROM changed
$$),
('UpdateIAmAlivetimeKey', $$
UPDATE cluster_member SET alive = @IAmAliveTime::timestamptz
WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
('MembershipReadRowKey', $$
SELECT v.cluster AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo AS SiloName, m.host AS HostName, m.status AS Status,
       m.proxy_port AS ProxyPort, m.suspected AS SuspectTimes, m.started AS StartTime, m.alive AS IAmAliveTime, v.version AS Version
FROM cluster_version v LEFT JOIN cluster_member m ON m.cluster = v.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
WHERE v.cluster = @DeploymentId
$$),
('MembershipReadAllKey', $$
SELECT v.cluster AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo AS SiloName, m.host AS HostName, m.status AS Status,
       m.proxy_port AS ProxyPort, m.suspected AS SuspectTimes, m.started AS StartTime, m.alive AS IAmAliveTime, v.version AS Version
FROM cluster_version v LEFT JOIN cluster_member m ON m.cluster = v.cluster
WHERE v.cluster = @DeploymentId
$$),
('DeleteMembershipTableEntriesKey', $$
WITH gone AS (DELETE FROM cluster_member WHERE cluster = @DeploymentId)
DELETE FROM cluster_version WHERE cluster = @DeploymentId
$$),
('GatewaysQueryKey', $$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM cluster_member WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0
$$),
('CleanupDefunctSiloEntriesKey', $$
DELETE FROM cluster_member WHERE cluster = @DeploymentId AND alive < @IAmAliveTime::timestamptz AND status <> 3
$$),
('UpsertReminderRowKey', $$
INSERT INTO cluster_reminder AS r (service, grain, name, starts, period, hash)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime::timestamptz, @Period, @GrainHash)
ON CONFLICT (service, grain, name) DO UPDATE SET starts = excluded.starts, period = excluded.period, hash = excluded.hash, version = r.version + 1
RETURNING r.version AS Version
$$),
('ReadReminderRowsKey', $$
SELECT grain AS GrainId, name AS ReminderName, starts AS StartTime, period AS Period, version AS Version
FROM cluster_reminder WHERE service = @ServiceId AND grain = @GrainId
$$),
('ReadReminderRowKey', $$
SELECT grain AS GrainId, name AS ReminderName, starts AS StartTime, period AS Period, version AS Version
FROM cluster_reminder WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName
$$),
('ReadRangeRows1Key', $$
SELECT grain AS GrainId, name AS ReminderName, starts AS StartTime, period AS Period, version AS Version
FROM cluster_reminder WHERE service = @ServiceId AND hash > @BeginHash AND hash <= @EndHash
$$),
('ReadRangeRows2Key', $$
SELECT grain AS GrainId, name AS ReminderName, starts AS StartTime, period AS Period, version AS Version
FROM cluster_reminder WHERE service = @ServiceId AND (hash > @BeginHash OR hash <= @EndHash)
$$),
('DeleteReminderRowKey', $$
WITH gone AS (
    DELETE FROM cluster_reminder WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version RETURNING 1)
SELECT count(*)::integer FROM gone
$$),
('DeleteReminderRowsKey', $$
DELETE FROM cluster_reminder WHERE service = @ServiceId
$$),
('ReadFromStorageKey', $$
SELECT payload AS PayloadBinary, changed AS ModifiedOn, version AS Version
FROM cluster_state
WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_0 = @GrainIdN0 AND id_1 = @GrainIdN1 AND service = @ServiceId AND type = @GrainTypeString
  AND extension IS NOT DISTINCT FROM @GrainIdExtensionString::text
$$),
-- Gives the new version, or the one that was expected where the state is of another by now.
('WriteToStorageKey', $$
WITH changed AS (
    UPDATE cluster_state SET payload = @PayloadBinary, changed = now(), version = version + 1
    WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_0 = @GrainIdN0 AND id_1 = @GrainIdN1 AND service = @ServiceId AND type = @GrainTypeString
      AND extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND version = @GrainStateVersion::integer
    RETURNING version),
added AS (
    INSERT INTO cluster_state (id_hash, type_hash, id_0, id_1, type, extension, service, payload, version)
    SELECT @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString::text, @ServiceId, @PayloadBinary, 1
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version)
SELECT coalesce((SELECT version FROM changed), (SELECT version FROM added), @GrainStateVersion::integer) AS NewGrainStateVersion
$$),
('ClearStorageKey', $$
UPDATE cluster_state SET payload = NULL, changed = now(), version = version + 1
WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_0 = @GrainIdN0 AND id_1 = @GrainIdN1 AND service = @ServiceId AND type = @GrainTypeString
  AND extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND version = @GrainStateVersion::integer
RETURNING version AS NewGrainStateVersion
$$),
('DeleteStorageKey', $$
DELETE FROM cluster_state
WHERE id_hash = @GrainIdHash AND type_hash = @GrainTypeHash AND id_0 = @GrainIdN0 AND id_1 = @GrainIdN1 AND service = @ServiceId AND type = @GrainTypeString
  AND extension IS NOT DISTINCT FROM @GrainIdExtensionString::text AND version = @GrainStateVersion::integer
RETURNING version + 1 AS NewGrainStateVersion
$$);
