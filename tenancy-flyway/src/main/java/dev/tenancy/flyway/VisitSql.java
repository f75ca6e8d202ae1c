package dev.tenancy.flyway;

/** What {@link Visit} prepares, once a session: it is the same for all tenants. */
final class VisitSql {

    /** Fails if somebody else has the lock with this key. Alone, so that what follows sees what its last holder did. */
    static final String LOCK = """
            prepare tenancy_lock (text) as
            select case when not pg_try_advisory_xact_lock(hashtextextended($1, 0)) then %s end;
            """.formatted(BatchSql.fails(BatchSql.LOCK_TAKEN));

    /** Fails unless the registry {1} knows the tenant with this status. Sets the path to {0} and more. */
    static final String BEGIN = """
            prepare tenancy_begin (text, text, text) as
            select case when (select status from {1} where id = $2) is distinct from $3 then %s end, %s;
            """.formatted(BatchSql.fails(BatchSql.STATUS_CHANGED), BatchSql.SETTINGS);

    /** What is prepared is planned anew under another path; and for what is planned once a session a plan for any tenant will do. */
    static final String END = """
            select set_config('search_path', {0}, true), set_config('plan_cache_mode', 'force_generic_plan', true);
            """;

    /** {1} says whether scripts may reach out. */
    static final String GUARD = "prepare tenancy_guard (name) as " + BatchSql.GUARD + ";\n";

    /** As {@link #GUARD}. */
    static final String CHECK = "prepare tenancy_check (name) as " + BatchSql.CHECK + ";\n";

    /** Of the registry {0}. */
    static final String VERSION = """
            prepare tenancy_version (text, text) as
            update {0} set schema_version = $2 where id = $1 and schema_version is distinct from $2;
            """;

    private VisitSql() {}
}
