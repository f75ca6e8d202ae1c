package dev.tenancy.flyway;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantLayout;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/** The last look before a tenant is served. */
final class Verification {

    private static final System.Logger LOG = System.getLogger(Verification.class.getName());

    private final DSLContext dsl;
    private final TenantLayout layout;
    private final SchemaName schema;

    Verification(DSLContext dsl, TenantLayout layout, SchemaName schema) {
        this.dsl = dsl;
        this.layout = layout;
        this.schema = schema;
    }

    void require(SchemaRights rights, String historyTable) {
        List<String> refused = new ArrayList<>();
        rights.wrong(historyTable).forEach(wrong -> refused.add(wrong.problem() + " (" + wrong.mend() + ")"));
        requireCode(refused);
    }

    /** Looks at views and functions alone. */
    void requireCode() {
        requireCode(new ArrayList<>());
    }

    private void requireCode(List<String> refused) {
        for (CodeFindings.Found found : CodeFindings.in(dsl, layout, List.of(schema.value()))) {
            if (found.kind().refusedAtProvisioning()) {
                refused.add(found.problem());
            } else {
                LOG.log(System.Logger.Level.WARNING, found.problem() + " " + found.mend());
            }
        }
        if (!refused.isEmpty()) {
            throw new VerificationFailed(schema, refused);
        }
    }

    /** The schema is not as a tenant's must be. */
    static final class VerificationFailed extends RuntimeException {

        private static final long serialVersionUID = 1;

        VerificationFailed(SchemaName schema, List<String> refused) {
            super("Schema \"" + schema + "\" is not as a tenant's must be: " + String.join("; ", refused));
        }
    }
}
