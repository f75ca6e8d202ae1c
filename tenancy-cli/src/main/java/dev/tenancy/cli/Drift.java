package dev.tenancy.cli;

import dev.tenancy.flyway.DriftReport;
import dev.tenancy.flyway.Tenants;
import java.util.List;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
        name = "drift",
        header = "Whose schema is not like the others', and in what. Changes nothing.",
        description = "%nThe exit code is 1 if a tenant's is not.",
        footer = {"  tenancy drift", "  tenancy drift --ignore items_large,items_by_hand --json"})
final class Drift implements Command {

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "NAME",
            description = "Differences in objects of this name are known and wanted.")
    List<String> ignored = List.of();

    @Override
    public Answer run(Call call) {
        Tenants tenants = call.tenants(4);
        DriftReport drift = tenants.fleet().drift().ignoring(difference -> ignored.contains(difference.name()));
        if (drift.compared() == 0) {
            Registry.require(tenants, call.database());
        }
        return new Answer(drift.drifted() == 0 ? Exit.DONE : Exit.FAILED, drift::toString, drift::toJson);
    }
}
