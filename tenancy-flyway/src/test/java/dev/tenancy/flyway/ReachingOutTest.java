package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A script that touches more than its tenant is rolled back, and told what it touched; whichever way it took. */
class ReachingOutTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    static Stream<Arguments> scripts_that_reach_out() {
        return Stream.of(
                Arguments.of(
                        "names a shared table", "alter table public.countries add column x int", "public.countries"),
                Arguments.of(
                        "writes to a shared table",
                        "insert into public.countries values ('XX', 'x')",
                        "public.countries"),
                Arguments.of("makes a shared table", "create table public.mine (id int)", "public.mine"),
                Arguments.of("sets the path", "set search_path = public; create table mine (id int)", "public.mine"),
                Arguments.of("writes to the registry", "update public.tenants set status = 'ACTIVE'", "public.tenants"),
                Arguments.of(
                        "makes a function", "create function public.f() returns int return 1", "function public.f"),
                Arguments.of("drops a shared table", "drop table public.countries", "table public.countries"),
                Arguments.of("drops a shared function", "drop function public.shared()", "function public.shared()"),
                Arguments.of(
                        "makes a function in a savepoint",
                        "savepoint s; create function public.f() returns int return 1; release savepoint s",
                        "function public.f"),
                Arguments.of(
                        "makes a type in a block with an exception",
                        "do $$ begin create type public.t as enum ('a'); exception when division_by_zero then null; end $$",
                        "type public.t"),
                Arguments.of(
                        "changes the default privileges of all schemas",
                        "alter default privileges grant select on tables to public",
                        "default privileges of "),
                Arguments.of("makes a schema", "create schema mine", "schema mine"),
                Arguments.of("makes an extension", "create extension hstore", "extension hstore"),
                Arguments.of(
                        "makes a trigger",
                        "create function t() returns trigger language plpgsql as 'begin return new; end';"
                                + " create trigger t before insert on public.countries for each row execute function t()",
                        "trigger t on public.countries"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void scripts_that_reach_out(String what, String sql, String named) {
        db.owner().execute("create or replace function public.shared() returns int return 1");
        TenantId tenant = TenantId.of("reach" + Integer.toHexString(what.hashCode()));
        String location = scripts(directory, "V1__a.sql", "create table a (id int)", "V2__out.sql", sql);

        assertThatThrownBy(() -> at(location).provision(tenant))
                .isInstanceOf(ProvisioningException.class)
                .hasMessageContaining("Script V2__out.sql was rolled back: it touched ")
                .hasMessageContaining(named);
        assertThat(db.owner().fetchValue("select to_regclass('public.mine')")).isNull();
        assertThat(db.owner().fetchCount(DSL.table("public.countries"))).isEqualTo(2);
    }

    @Test
    void scripts_may_read_shared_tables_and_refer_to_them() {
        TenantId tenant = TenantId.of("refers");
        String location = scripts(
                directory,
                "V1__a.sql",
                "create table a (c char(2) references public.countries); insert into a select code from public.countries");

        assertThat(at(location).provision(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
    }

    @Test
    void scripts_may_reach_out_if_they_are_allowed_to() {
        TenantId tenant = TenantId.of("allowed");
        String location = scripts(directory, "V1__a.sql", "create table public.allowed (id int)");

        assertThat(db.tenants(builder -> builder.locations(location).scriptsMayReachOut())
                        .provision(tenant)
                        .status())
                .isEqualTo(TenantStatus.ACTIVE);
        db.owner().execute("drop table public.allowed");
    }

    @Test
    void a_name_missing_in_the_tenant_is_an_error_and_never_a_shared_table() {
        TenantId tenant = TenantId.of("missing");
        String location = scripts(directory, "V1__a.sql", "alter table countries add column x int");

        assertThatThrownBy(() -> at(location).provision(tenant))
                .hasMessageContaining("relation \"countries\" does not exist (42P01)");
    }

    private Tenants at(String location) {
        return db.tenants(builder -> builder.locations(location));
    }
}
