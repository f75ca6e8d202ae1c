package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Name;
import org.jooq.impl.DSL;

/** Makes many tenants that are like a provisioned one, by plain SQL: what Flyway would take minutes for. */
record BulkTenants(Db db, TenantId like, String scripts) {

    private static final int A_MESSAGE = 25;

    /** As provisioning leaves it, after the scripts; the history is copied. */
    private static final String TENANT = """
            create role ROLE nologin;
            grant GROUP to ROLE OF_GROUP;
            grant ROLE to APP OF_APP;
            create schema SCHEMA;
            grant usage on schema SCHEMA to ROLE;
            alter default privileges in schema SCHEMA grant select, insert, update, delete on tables to ROLE;
            alter default privileges in schema SCHEMA grant usage, select on sequences to ROLE;
            set local search_path = SCHEMA;
            SCRIPTS;
            create table flyway_schema_history (
              installed_rank int not null, version varchar(50), description varchar(200) not null, type varchar(20) not null,
              script varchar(1000) not null, checksum integer, installed_by varchar(100) not null,
              installed_on timestamp not null default now(), execution_time integer not null, success boolean not null);
            alter table flyway_schema_history add constraint flyway_schema_history_pk primary key (installed_rank);
            create index flyway_schema_history_s_idx on flyway_schema_history (success);
            insert into flyway_schema_history select * from LIKE.flyway_schema_history;
            revoke all on flyway_schema_history from ROLE;
            insert into public.tenants (id, status, schema_version, made_schema, made_role, activated_at)
              select ID, status, schema_version, true, true, now() from public.tenants where id = LIKE_ID;
            """;

    List<TenantId> make(String prefix, int count) {
        List<TenantId> tenants = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            tenants.add(TenantId.of(prefix + i));
        }
        for (int from = 0; from < count; from += A_MESSAGE) {
            StringBuilder sql = new StringBuilder();
            tenants.subList(from, Math.min(count, from + A_MESSAGE)).forEach(tenant -> sql.append(sqlOf(tenant)));
            db.owner().transaction(tx -> tx.dsl().execute(DSL.sql(sql.toString())));
        }
        return tenants;
    }

    private String sqlOf(TenantId tenant) {
        boolean perGrant = db.postgres().major() >= 16;
        return TENANT.replace("OF_GROUP", perGrant ? "with inherit true, set false" : "")
                .replace("OF_APP", perGrant ? "with inherit false, set true" : "")
                .replace("SCRIPTS", scripts.replace("${flyway:defaultSchema}", db.schema(tenant)))
                .replace("LIKE_ID", quoted(like.value()))
                .replace("LIKE", name(db.schema(like)))
                .replace("SCHEMA", name(db.schema(tenant)))
                .replace("ROLE", name(db.layout().roleOf(tenant)))
                .replace("GROUP", name(db.layout().groupRole()))
                .replace("APP", name(db.app()))
                .replace("ID", quoted(tenant.value()));
    }

    private String name(String name) {
        Name quoted = DSL.name(name);
        return db.owner().render(quoted);
    }

    private String quoted(String text) {
        return db.owner().renderInlined(DSL.val(text));
    }
}
