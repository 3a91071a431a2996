-- name: MayChangeTables
SELECT current_user::text,
       CASE WHEN t.owner IS NULL THEN has_schema_privilege(current_schema(), 'CREATE') ELSE pg_has_role(t.owner, 'USAGE') END
FROM (SELECT (SELECT relowner FROM pg_class WHERE oid = to_regclass(format('%I.schema_version', current_schema()))) AS owner) t;

-- name: NameUser
SELECT set_config('party.user', $1, false);

-- name: MakeUser
DO $$
DECLARE
    wanted text := current_setting('party.user');
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', wanted);
    END IF;
END $$;

-- name: SignInByIam
DO $$
BEGIN
    EXECUTE format('GRANT rds_iam TO %I', current_setting('party.user'));
END $$;

-- What a hub needs of its tables, and no more: versions are read, and what is only ever appended to (the audit log, the chain, receipts) can be
-- neither changed nor removed. Tables of a cluster in the same schema are among them.
-- name: GrantUse
DO $$
DECLARE
    wanted text := current_setting('party.user');
    thing record;
BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), wanted);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), wanted);
    FOR thing IN SELECT c.relname AS name, c.relkind AS kind FROM pg_class c
                 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'S') AND pg_has_role(c.relowner, 'USAGE')
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') LOOP
        IF thing.kind = 'S' THEN
            EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I.%I TO %I', current_schema(), thing.name, wanted);
        ELSE
            EXECUTE format('REVOKE ALL ON %I.%I FROM %I', current_schema(), thing.name, wanted);
            EXECUTE format(
                'GRANT %s ON %I.%I TO %I',
                CASE WHEN thing.name IN ('schema_version', 'cluster_schema_version') THEN 'SELECT'
                     WHEN thing.name IN ('audit_entry', 'bundle', 'bundle_activation', 'chain_link', 'erasure', 'erasure_row', 'record_move', 'signing_key', 'store_key', 'symbol') THEN 'SELECT, INSERT'
                     ELSE 'SELECT, INSERT, UPDATE, DELETE' END,
                current_schema(), thing.name, wanted);
        END IF;
    END LOOP;
    FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                 WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f' AND pg_has_role(p.proowner, 'USAGE')
                   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', thing.name, wanted);
    END LOOP;
END $$;
