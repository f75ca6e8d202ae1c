package dev.tenancy.cli;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.CancellationToken;
import dev.tenancy.flyway.FleetListener;
import dev.tenancy.flyway.FleetOptions;
import dev.tenancy.flyway.FleetPlan;
import dev.tenancy.flyway.FleetReport;
import dev.tenancy.flyway.Tenants;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "apply",
        header = "Plans, and runs the pending scripts of all tenants. May be repeated.",
        description = {
            "%nOne tenant's failure does not touch another. The exit code is 1 if a tenant failed or was not reached.",
            "%nCtrl-C finishes the tenants in flight, starts no other and prints the report; a second one ends at once,"
                    + " which loses nothing either: PostgreSQL takes back what was not committed."
        },
        footer = {
            "  tenancy apply --canary 5",
            "  tenancy apply --canary-tenants acme,globex --parallelism 8 --time-limit 30m",
            "  tenancy apply initech"
        })
final class Apply implements Command {

    @Parameters(paramLabel = "TENANT", description = "Only these; without any, all ACTIVE and SUSPENDED ones.")
    List<TenantId> ids = List.of();

    @Option(names = "--canary", paramLabel = "COUNT", description = "So many first; the others if all of them succeed.")
    int canary;

    @Option(
            names = "--canary-tenants",
            split = ",",
            paramLabel = "TENANT",
            description = "These first; the others if all of them succeed.")
    List<TenantId> canaries = List.of();

    @Option(
            names = "--parallelism",
            paramLabel = "COUNT",
            description = "How many tenants at the same time; 4. Each may take 2 connections.")
    int parallelism = 4;

    @Option(names = "--stop-after", paramLabel = "COUNT", description = "Halts when so many tenants have failed; 10.")
    int stopAfter = 10;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            description = "Starts no tenant after this time: 90s, 30m, 1h.")
    @Nullable
    Duration timeLimit;

    @Override
    public Answer run(Call call) {
        CancellationToken token = new CancellationToken();
        Progress progress = Progress.of(call);
        FleetOptions options = options(token, progress.listener());
        Tenants tenants = call.tenants(2 * parallelism + 1);
        FleetPlan plan = Registry.plan(tenants, call.database());
        Interrupts.cancel(token);
        FleetReport report = tenants.fleet().apply(plan, options);
        return new Answer(
                report.remaining().isEmpty() ? Exit.DONE : Exit.FAILED, () -> progress.text(report), report::toJson);
    }

    private FleetOptions options(CancellationToken token, FleetListener progress) {
        FleetOptions.Builder options = FleetOptions.builder()
                .parallelism(parallelism)
                .stopAfterFailures(stopAfter)
                .cancellation(token)
                .listener(progress);
        if (!ids.isEmpty()) {
            options.only(ids);
        }
        if (timeLimit != null) {
            options.timeLimit(timeLimit);
        }
        return (canaries.isEmpty() ? options.canary(canary) : options.canary(canaries.toArray(TenantId[]::new)))
                .build();
    }
}
