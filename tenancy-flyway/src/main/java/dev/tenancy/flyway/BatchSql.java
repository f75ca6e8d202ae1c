package dev.tenancy.flyway;

import java.util.List;

/** What the batch says to PostgreSQL beside the scripts. */
final class BatchSql {

    static final String LOCK_TAKEN = "its lock is taken";
    static final String STATUS_CHANGED = "its status has changed";
    private static final String HISTORY_CHANGED = "its history has changed";
    private static final List<String> OURS = List.of(LOCK_TAKEN, STATUS_CHANGED, HISTORY_CHANGED);

    /** A batch that {@link #GUARD} cannot judge says so with this. */
    static final String LOOK_CLOSER = "CHECK is to look closer";

    private BatchSql() {}

    /** As Flyway makes it; the same in 11.7, 12 and 13. */
    static final String HISTORY = """
            create table {0} (
              "installed_rank" int not null,
              "version" varchar(50),
              "description" varchar(200) not null,
              "type" varchar(20) not null,
              "script" varchar(1000) not null,
              "checksum" integer,
              "installed_by" varchar(100) not null,
              "installed_on" timestamp not null default now(),
              "execution_time" integer not null,
              "success" boolean not null
            );
            alter table {0} add constraint {1} primary key ("installed_rank");
            create index {2} on {0} ("success");
            """;

    /** The columns of a history row, as Flyway fills them. */
    private static final String ROW = """
            insert into {0} ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by",
              "execution_time", "success")
            """;

    /**
     * The first row of a batch, which fails if the rows that are there are not those that were seen: whoever writes a row
     * leaves the number of his transaction on it. A number that is taken already fails too.
     */
    static final String FIRST_ROW = ROW + """
            select {1}, {2}, {3}, 'SQL', {4}, {5}, {6}, %s + case when coalesce(sum(xmin::text::bigint), 0) = {7} then 0
              else %s end, true from {0};
            """.formatted(milliseconds("now()"), fails(HISTORY_CHANGED));

    /** The next ones. All rows of a transaction have its time; how long a script took is counted from the one before. */
    static final String NEXT_ROW = ROW + """
            values ({1}, {2}, {3}, 'SQL', {4}, {5}, {6}, %s, true);
            """.formatted(milliseconds("current_setting('tenancy.since')::timestamptz"));

    /** Before each script but the first Flyway does the same: something that a script called may have set another. */
    static final String AFTER_SCRIPT = """
            select set_config('role', current_setting('tenancy.role'), true),
              set_config('search_path', current_setting('tenancy.path'), true);
            """;

    /** Each script's deferred constraints are checked at its end, as its own commit would. */
    static final String END_OF_SCRIPT = "set constraints all immediate;\n";

    /** From when on the next script's time is counted. */
    static final String BETWEEN_SCRIPTS =
            END_OF_SCRIPT + "select set_config('tenancy.since', clock_timestamp()::text, true);\n";

    /** What goes to another schema changes what it depends on, a sequence too, which has no type; hardly anything else does. */
    private static final String MOVED = "pg_stat_get_xact_tuples_updated('pg_depend'::regclass)";

    private static final String COUNTS = String.join(
            ", ",
            written("pg_proc"),
            written("pg_type"),
            written("pg_trigger"),
            written("pg_namespace"),
            written("pg_default_acl"),
            written("pg_extension"),
            MOVED);

    /**
     * The path that Flyway sets, with the same spelling, since {@code set search_path from current} keeps it; what
     * {@link #AFTER_SCRIPT} sets again; and how many rows of the catalog this session has written up to now, for
     * {@link #CHECK}.
     */
    static final String SETTINGS = """
            set_config('tenancy.path', set_config('search_path', {0} || ',' || current_setting('search_path'), true), true),
              set_config('tenancy.role', current_setting('role'), true),
              set_config('tenancy.written', concat_ws(',', %s), true)
            """.formatted(COUNTS);

    /**
     * The cursor sees the catalog as it is now and, since it is not moved before the check, the locks as they are then: what
     * was dropped in between.
     */
    static final String BEFORE_CHECK = """
            declare tenancy_dropped no scroll cursor for
              select cast('dropped or altered outside of ' || {0} || ': ' || coalesce(c.relname, p.proname, t.typname, s.nspname) as int)
              from pg_locks l
                left join pg_class c on l.locktype = 'relation' and c.oid = l.relation
                left join pg_proc p on l.classid = 'pg_proc'::regclass and p.oid = l.objid
                left join pg_type t on l.classid = 'pg_type'::regclass and t.oid = l.objid
                left join pg_namespace s on l.classid = 'pg_namespace'::regclass and s.oid = l.objid
              where not {1} and l.pid = pg_backend_pid() and l.mode = 'AccessExclusiveLock' and l.locktype in ('relation', 'object')
                and coalesce(c.relnamespace, p.pronamespace, t.typnamespace, s.oid)
                  not in ({0}::regnamespace, 'pg_toast'::regnamespace, 'pg_catalog'::regnamespace)
                and c.relpersistence is distinct from 't';
            """;

    static final String BEGIN = "select " + SETTINGS + ";\n";

    /** Moves the cursor, which fails if it finds something; before {@link #CHECK}. */
    static final String DROPPED = "move all in tenancy_dropped;\n";

    private static final String INDEX_NOT_VALID = """
            exists (
                select from pg_depend d join pg_index i on i.indrelid = d.objid join pg_class c on c.oid = i.indexrelid
                where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid and d.classid = 'pg_class'::regclass
                  and not i.indisvalid and c.relkind = 'i')
                then cast('an index is not valid in ' || n.nspname as int)
            """.strip();

    /** The part of {@link #CHECK} that is enough for a batch that dropped nothing and made neither functions, types nor triggers. */
    static final String GUARD = """
            select case
              when @index
              when {1} then 0
              when exists (
                select from pg_locks l left join pg_class c on l.locktype = 'relation' and c.oid = l.relation
                where l.pid = pg_backend_pid() and l.granted
                  and (l.locktype = 'relation' and l.mode in @written
                      and (c.oid is null or c.relpersistence <> 't'
                        and c.relnamespace not in (n.oid, 'pg_catalog'::regnamespace, 'pg_toast'::regnamespace))
                    or l.locktype = 'object' and l.mode = 'AccessExclusiveLock'
                      and l.classid in ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_namespace'::regclass)))
                or current_setting('track_counts') = 'off'
                or current_setting('tenancy.written') <> concat_ws(',', @counts)
                then cast('@closer: ' || n.nspname as int)
              else 0 end
            from pg_namespace n
            where n.nspname = {0}
            """.replace("@index", INDEX_NOT_VALID)
            .replace(
                    "@written",
                    "('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ExclusiveLock', 'AccessExclusiveLock')")
            .replace("@counts", COUNTS)
            .replace("@closer", LOOK_CLOSER);

    /**
     * As {@link #GUARD}, for a schema that is new: its tables have two types each, and foreign keys have triggers. What names its schema in an expression depends on it twice.
     */
    static final String GUARD_OF_NEW = GUARD.replace(written("pg_type"), written("pg_type") + """
                     - 2 * (select count(distinct o.oid) from pg_depend d join pg_class o on o.oid = d.objid
                       where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid and d.classid = 'pg_class'::regclass
                         and o.reltype <> 0 and o.xmin = pg_current_xact_id()::xid)""")
            .replace(written("pg_trigger"), written("pg_trigger") + """
                     - (select count(distinct g.oid) from pg_depend d join pg_trigger g on g.tgrelid = d.objid
                       where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid and d.classid = 'pg_class'::regclass
                         and g.xmin = pg_current_xact_id()::xid)""");

    /**
     * Fails if a script did what {@link ScriptGuard} would not let it do, or left an index that is not valid. Takes the
     * schema's name and whether scripts may reach out.
     *
     * <p>What {@link ScriptGuard} asks takes 25 ms with 5,000 tenants, since no index leads to what a transaction has written.
     * So it is counted how many rows the transaction wrote, and how many of them are found from the tenant's schema on; only
     * if these differ it is asked.
     */
    static final String CHECK = """
            select case
              when @index
              when {1} then 0
              when exists (
                select from pg_locks l join pg_class c on c.oid = l.relation
                where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted
                  and l.mode in ('RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ExclusiveLock', 'AccessExclusiveLock')
                  and c.relnamespace not in (n.oid, 'pg_catalog'::regnamespace, 'pg_toast'::regnamespace)
                  and c.relpersistence <> 't')
                then cast('written outside of ' || n.nspname as int)
              when (current_setting('track_counts') = 'off' or w.procs <> (
                select count(distinct p.oid) from pg_depend d join pg_proc p on p.oid = d.objid
                where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid and d.classid = 'pg_proc'::regclass
                  and @wrote(p)))
                and exists (select from pg_proc p where @wrote(p) and p.pronamespace not in (n.oid, pg_my_temp_schema()))
                then cast('a function outside of ' || n.nspname as int)
              when (current_setting('track_counts') = 'off' or w.types <> (
                select count(*) from pg_type t where @wrote(t) and t.oid = any (array(
                  select unnest(array[o.oid, o.typarray]) from pg_depend d
                    left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
                    join pg_type o on o.oid = case when d.classid = 'pg_class'::regclass then c.reltype else d.objid end
                  where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
                    and d.classid in ('pg_class'::regclass, 'pg_type'::regclass)))))
                and exists (select from pg_type t where @wrote(t) and t.typnamespace not in (n.oid, 'pg_toast'::regnamespace, pg_my_temp_schema()))
                then cast('a type outside of ' || n.nspname as int)
              when (current_setting('track_counts') = 'off' or w.triggers <> (
                select count(*) from (select distinct relation from pg_locks where pid = pg_backend_pid() and locktype = 'relation') l
                  join pg_trigger g on g.tgrelid = l.relation join pg_class c on c.oid = l.relation
                where @wrote(g) and (g.tgisinternal or c.relnamespace = n.oid)))
                and exists (select from pg_trigger g join pg_class c on c.oid = g.tgrelid
                            where @wrote(g) and not g.tgisinternal and c.relnamespace <> n.oid)
                then cast('a trigger outside of ' || n.nspname as int)
              when (current_setting('track_counts') = 'off' or w.schemas > 0)
                and exists (select from pg_namespace o where @wrote(o) and o.oid <> n.oid and o.nspname not like 'pg\\_%')
                then cast('a schema beside ' || n.nspname as int)
              when (current_setting('track_counts') = 'off' or w.acls > 0)
                and exists (select from pg_default_acl d where @wrote(d) and d.defaclnamespace <> n.oid)
                then cast('default privileges outside of ' || n.nspname as int)
              when exists (select from pg_extension e where @wrote(e))
                then cast('an extension for ' || n.nspname as int)
              else 0 end
            from pg_namespace n,
              @tx,
              (select @procs - b[1] as procs, @types - b[2] as types, @triggers - b[3] as triggers, @schemas - b[4] as schemas,
                 @acls - b[5] as acls
               from (select string_to_array(current_setting('tenancy.written'), ',')::bigint[] as b) before) w
            where n.nspname = {0}
            """.replace("@index", INDEX_NOT_VALID)
            .replace("@procs", written("pg_proc"))
            .replace("@types", written("pg_type"))
            .replace("@triggers", written("pg_trigger"))
            .replace("@schemas", written("pg_namespace"))
            .replace("@acls", written("pg_default_acl"))
            .transform(OwnRows::in);

    /** To be cast is what an expression can do to fail. */
    static String fails(String why) {
        // with something that the planner does not know, or it would fail for the planner already
        return "cast('%s: ' || clock_timestamp() as int)".formatted(why);
    }

    /** Whether a batch failed by {@link #fails}, and not by its scripts. */
    static boolean isOurs(Throwable failure) {
        String said = Failures.text(failure);
        return OURS.stream().anyMatch(said::contains);
    }

    private static String milliseconds(String since) {
        return "round(extract(epoch from clock_timestamp() - %s) * 1000)".formatted(since);
    }

    private static String written(String catalog) {
        return "(pg_stat_get_xact_tuples_inserted('%1$s'::regclass) + pg_stat_get_xact_tuples_updated('%1$s'::regclass))"
                .formatted(catalog);
    }
}
