package dev.tenancy.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LintTest {

    private static final MigrationScript TABLES =
            MigrationScript.of("V1__tables.sql", "create table items (id int);\ncreate index on items (id);");
    private static final MigrationScript INDEX =
            MigrationScript.of("V2__index.sql", "\n\ncreate index items_id on items (id);");

    @Test
    void a_finding_says_where_what_happens_and_what_to_do() {
        LintReport report = Lint.defaults()
                .check(MigrationScripts.of(List.of(TABLES, INDEX)).since("1"));

        assertThat(report).hasToString("""
                V2__index.sql:3 warning blocking-index: The index is built while nobody can write to table items. Use CREATE INDEX\
                 CONCURRENTLY, alone in a script with executeInTransaction=false in its .conf file.
                1 script: 0 errors, 1 warning, 0 notes.""");
        assertThat(report.clean()).isFalse();
    }

    @Test
    void a_table_that_comes_with_the_same_scripts_has_no_rows_to_wait_for() {
        assertThat(Lint.defaults().check(MigrationScripts.of(List.of(INDEX, TABLES))))
                .hasToString("2 scripts: nothing found.");
    }

    @Test
    void released_scripts_are_not_looked_at() {
        MigrationScripts scripts = MigrationScripts.of(List.of(
                MigrationScript.of("V2__b.sql", "create role b"),
                MigrationScript.of("V1.10__a.sql", "create role a"),
                MigrationScript.of("V3__c.sql", "create role c"),
                MigrationScript.of("R__d.sql", "create role d")));

        assertThat(named(scripts)).containsExactly("V1.10__a.sql", "V2__b.sql", "V3__c.sql", "R__d.sql");
        assertThat(named(scripts.since("2.0"))).containsExactly("V3__c.sql", "R__d.sql");
        assertThat(named(scripts.since("1.9"))).hasSize(4);
        assertThat(named(scripts.released(name -> !name.startsWith("R")))).containsExactly("R__d.sql");
    }

    @Test
    void what_is_no_version_releases_nothing_by_accident() {
        MigrationScripts scripts = MigrationScripts.of(List.of(TABLES));
        for (String wrong : List.of("x", "", "V7", "7.", "7__items")) {
            assertThatThrownBy(() -> scripts.since(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + wrong
                            + "' is no version: numbers with dots or underscores between, like 7 or 2026.11.2.");
        }
    }

    @Test
    void a_comment_allows_a_finding_of_its_statement_for_a_reason() {
        assertThat(check("-- tenancy:allow role: the server is this tenant's own\ncreate role a;"))
                .isEmpty();
        assertThat(check("create role a; -- tenancy:allow role: because")).isEmpty();
        assertThat(check("create /* tenancy:allow role: because */ role a;")).isEmpty();
        assertThat(check("-- tenancy:allow-script role: all of them\ncreate role a;\ncreate role b;"))
                .isEmpty();
    }

    @Test
    void a_comment_allows_nothing_of_another_statement_or_another_rule() {
        assertThat(check("-- tenancy:allow role: because\ncreate role a;\ncreate role b;"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).isEqualTo(3));
        assertThat(check("create role a;\n-- tenancy:allow role: because\nselect 1;"))
                .extracting(Finding::toString)
                .containsExactly(
                        "V1__x.sql:1 error role: Roles belong to the server: the second tenant's run fails, or changes what the"
                                + " first one's did. Make roles where the database is set up; a tenant's own role is made by"
                                + " provisioning.",
                        "V1__x.sql:2 warning allowance: Nothing breaks rule role here. Take the comment away.");
    }

    @Test
    void a_comment_without_a_reason_or_a_rule_allows_nothing() {
        assertThat(check("-- tenancy:allow role\ncreate role a;"))
                .extracting(Finding::toString)
                .contains("V1__x.sql:1 error allowance: Rule role is allowed without a reason, so it is not."
                        + " Say why: -- tenancy:allow role: because ...")
                .hasSize(2);
        assertThat(check("-- tenancy:allow role:  \ncreate role a;")).hasSize(2);
        assertThat(check("-- tenancy:allow rolle: because\nselect 1;"))
                .extracting(Finding::toString)
                .containsExactly(
                        "V1__x.sql:1 error allowance: There is no rule 'rolle' to allow. Name one of docs/lint.md.");
        assertThat(check("select '-- tenancy:allow role'")).isEmpty();
    }

    @Test
    void reading_the_shared_schema_is_a_note_and_a_note_is_clean() {
        LintReport report = Lint.defaults()
                .check(MigrationScripts.of(List.of(MigrationScript.of("V1__x.sql", "select * from public.a"))));
        assertThat(report).hasToString("""
                V1__x.sql:1 note other-schema: "public"."a" is read by the name of the shared schema, which another layout calls\
                 differently. Nothing, if all your databases call it so.
                1 script: 0 errors, 0 warnings, 1 note.""");
        assertThat(report.clean()).isTrue();
    }

    @Test
    void a_report_is_json() {
        LintReport report = Lint.defaults()
                .check(MigrationScripts.of(List.of(MigrationScript.of("V1__\"x\\.sql", "create role \"a\n\""))));
        assertThat(report.toJson())
                .isEqualTo("{\"scripts\":1,\"clean\":false,\"findings\":[{\"rule\":\"role\",\"severity\":\"error\","
                        + "\"script\":\"V1__\\\"x\\\\.sql\",\"line\":1,\"problem\":\"Roles belong to the server: the second tenant's"
                        + " run fails, or changes what the first one's did.\",\"instead\":\"Make roles where the database is set up;"
                        + " a tenant's own role is made by provisioning.\"}]}");
    }

    @Test
    void the_names_are_those_of_the_layout() {
        Lint lint = Lint.builder()
                .tenantSchemas(schema -> schema.startsWith("c_"))
                .sharedSchema("common")
                .templateSchema("model")
                .build();
        LintReport report = lint.check(
                MigrationScripts.of(
                        List.of(
                                MigrationScript.of(
                                        "V1__x.sql",
                                        "select * from c_1.a;\nselect * from tenant_1.a;\ninsert into common.a values (1);\nselect * from model.a"))));
        assertThat(report.findings())
                .extracting(finding -> finding.line() + " " + finding.rule())
                .containsExactly("1 tenant-schema", "3 other-schema", "4 template-schema");
    }

    @Test
    void outside_of_a_transaction_statements_that_no_transaction_holds_are_fine_and_several_are_not() {
        assertThat(outside("create index concurrently i on items (id)")).isEmpty();
        assertThat(outside("begin; commit")).extracting(Finding::rule).containsExactly(Rule.HALF_DONE);
        assertThat(outside("drop index i;\ncreate index concurrently i on items (id);\nselect 1"))
                .extracting(Finding::toString)
                .containsExactly(
                        "V1__x.sql:2 warning half-done: The script runs outside of a transaction: if this statement fails,"
                                + " what is before it is done and stays, and the tenant is FAILED until somebody has undone it."
                                + " Give each such statement a script of its own.");
    }

    @Test
    void the_way_to_run_concurrently_is_told() {
        assertThat(check("create index concurrently i on items (id)"))
                .extracting(Finding::toString)
                .containsExactly(
                        "V1__x.sql:1 warning concurrently: No transaction can hold this statement. Flyway sees that by"
                                + " itself; nothing else that runs the script does. Put a file V1__x.sql.conf beside it that says"
                                + " executeInTransaction=false.");
        assertThat(check("select 1;\ncreate index concurrently i on items (id)"))
                .extracting(Finding::toString)
                .containsExactly(
                        "V1__x.sql:2 error concurrently: No transaction can hold this statement, and others of the script"
                                + " need one: Flyway refuses the script. Put it into a script of its own, with a file beside it that says"
                                + " executeInTransaction=false.");
    }

    @Test
    void lines_are_those_of_the_script_within_bodies_too() {
        assertThat(check("\n\ncreate function f() returns void language sql as $$\n  delete from tenant_a.items;\n$$"))
                .extracting(Finding::line)
                .containsExactly(4);
        assertThat(check("create table a (\n  id int,\n  b text references public.b\n)"))
                .extracting(Finding::line)
                .containsExactly(3);
    }

    @Test
    void rules_have_names_that_lead_back() {
        for (Rule rule : Rule.values()) {
            assertThat(Rule.of(rule.id())).contains(rule);
        }
        assertThat(Rule.of("TENANT_SCHEMA")).isEmpty();
        assertThatThrownBy(() -> MigrationScripts.in("classpath:db/nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "There is no directory classpath:db/nowhere. Name one as Flyway does: classpath:db/tenant, or"
                                + " filesystem:src/main/resources/db/tenant.");
    }

    private static List<String> named(MigrationScripts scripts) {
        return Lint.defaults().check(scripts).findings().stream()
                .map(Finding::script)
                .toList();
    }

    private static List<Finding> check(String script) {
        return Lint.defaults()
                .check(MigrationScripts.of(List.of(MigrationScript.of("V1__x.sql", script))))
                .findings();
    }

    private static List<Finding> outside(String script) {
        return Lint.defaults()
                .check(MigrationScripts.of(List.of(new MigrationScript("V1__x.sql", script, false))))
                .findings();
    }
}
