package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What docs/migrations.md shows is what runs here. */
class FleetGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static final TenantId ACME = TenantId.of("acme");

    @TempDir
    Path directory;

    private Tenants tenants;

    @BeforeEach
    void a_fleet_as_it_may_be_on_a_bad_day() {
        tenants = db.tenants(
                builder -> builder.locations(Db.scripts(directory, "V1__items.sql", "create table items (id int)")));
        tenants.provision(ACME);
        for (String id : new String[] {"globex", "hooli", "initech", "soylent", "umbrella"}) {
            db.copy(ACME, TenantId.of(id));
        }
        db.owner().execute("alter table tenant_hooli.items add column country text");
        db.owner().execute("update tenant_initech.flyway_schema_history set checksum = 7");
        db.owner().execute("update public.tenants set status = 'FAILED' where id = 'soylent'");
        Db.scripts(directory, "V2__country.sql", "alter table items add column country text");
        tenants.migrate(TenantId.of("umbrella"));
    }

    @Test
    void a_day_with_plan_and_apply() throws IOException {
        // region plan
        Fleet fleet = tenants.fleet();
        FleetPlan plan = fleet.plan(); // looks, and changes nothing
        System.out.println(plan);
        // endregion
        assertThat(shown("Plan of ")).containsExactlyElementsOf(withoutTimes(plan.toString()));

        // region apply
        FleetOptions options = FleetOptions.builder()
                .canary(2) // these first; the rest only if both succeed
                .parallelism(8)
                .stopAfterFailures(10)
                .timeLimit(Duration.ofMinutes(30)) // those in flight are finished
                .listener(FleetListener.console(System.out))
                .build();
        FleetReport report = fleet.apply(plan, options);
        System.out.println(report);
        // endregion
        assertThat(shown("COMPLETE after ")).containsExactlyInAnyOrderElementsOf(withoutTimes(report.toString()));
        assertThatThrownBy(report::orThrow).hasMessageContaining("hooli failed");

        db.owner()
                .execute("update tenant_initech.flyway_schema_history set checksum = (select checksum from"
                        + " tenant_acme.flyway_schema_history where version = '1') where version = '1'");
        db.owner().execute("alter table tenant_hooli.items drop column country");
        // region resume
        fleet.apply(fleet.plan(), options).orThrow(); // FleetMigrationException if anybody remains
        // endregion
        assertThat(fleet.plan().upToDate()).isTrue();

        Db.scripts(directory, "V3__vat.sql", "alter table items add column vat text");
        // region stop
        CancellationToken stop = new CancellationToken();
        FleetOptions stoppable = FleetOptions.builder().cancellation(stop).build();
        CompletableFuture<FleetReport> run = CompletableFuture.supplyAsync(() -> fleet.apply(fleet.plan(), stoppable));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> { // SIGTERM
                            stop.cancel(); // no tenant is started any more
                            run.join(); // those in flight are finished
                        }));
        FleetReport stopped = run.join();
        // endregion
        assertThat(stopped.orThrow().migrated()).isEqualTo(5);
    }

    /** The block of the page that begins so. */
    private static List<String> shown(String beginning) throws IOException {
        Matcher block = Pattern.compile("```\n(" + beginning + ".*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/migrations.md")));
        assertThat(block.find()).isTrue();
        return withoutTimes(block.group(1));
    }

    private static List<String> withoutTimes(String text) {
        return text.replaceAll("\\S+T\\S+Z", "<when>")
                .replaceAll(" *\\d[\\d.]* (ms|s)\\b", " <time>")
                .lines()
                .toList();
    }
}
