-- What a bulk load asks of the search index and only the tables' owner may do, so that a hub need not be that owner (Sql/rights.sql).
CREATE FUNCTION search_empty() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    TRUNCATE search_party, search_word, search_ended;
END $$;

CREATE FUNCTION search_drop_term_index() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    DROP INDEX IF EXISTS search_party_by_term;
END $$;

CREATE FUNCTION search_make_term_index() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    CREATE INDEX IF NOT EXISTS search_party_by_term ON search_party USING gin (terms) WITH (fastupdate = off);
END $$;

-- Names in them lead to these tables, whatever the caller's search path is.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['search_empty', 'search_drop_term_index', 'search_make_term_index'] LOOP
        EXECUTE format('ALTER FUNCTION %I.%I() SET search_path = %I, pg_temp', current_schema(), name, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I.%I() FROM PUBLIC', current_schema(), name);
    END LOOP;
END $$;
