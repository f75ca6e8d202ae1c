package dev.tenancy.integration;

import dev.tenancy.Isolation;
import org.junit.jupiter.api.extension.RegisterExtension;

class QualifiedFleetWorkTest extends FleetWorkContract {

    @RegisterExtension
    static final FleetDatabase database = new FleetDatabase(Isolation.QUALIFIED);

    QualifiedFleetWorkTest() {
        super(database);
    }
}
