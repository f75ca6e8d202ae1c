package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What docs/migrations.md shows is what runs here. */
class FleetGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    private Tenants tenants;

    @BeforeEach
    void tenants_of_which_all_are_behind_and_one_will_fail() {
        tenants = db.tenants(
                builder -> builder.locations(Db.scripts(directory, "V1__items.sql", "create table items (id int)")));
        tenants.provision(TenantId.of("acme"));
        for (String id : new String[] {"globex", "hooli", "initech", "umbrella"}) {
            db.copy(TenantId.of("acme"), TenantId.of(id));
        }
        db.owner().execute("alter table tenant_hooli.items add column country text");
        Db.scripts(directory, "V2__country.sql", "alter table items add column country text");
    }

    @Test
    void a_day_with_plan_and_apply() {
        // region plan
        Fleet fleet = tenants.fleet();
        FleetPlan plan = fleet.plan(); // looks, and changes nothing
        System.out.println(plan);
        // endregion
        assertThat(plan.toString()).contains("  PENDING                 5  acme, globex, hooli, initech, umbrella");

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
        assertThat(report.migrated()).isEqualTo(4);
        assertThat(report.remaining()).containsExactly(TenantId.of("hooli"));
        assertThatThrownBy(report::orThrow).hasMessageContaining("hooli failed");

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
}
