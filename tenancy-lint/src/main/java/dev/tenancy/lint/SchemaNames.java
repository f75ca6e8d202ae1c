package dev.tenancy.lint;

import dev.tenancy.lint.References.Reference;
import dev.tenancy.lint.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** Schemas that are named although the script runs in every tenant's own. */
final class SchemaNames implements Check {

    private static final String WITHOUT =
            "Leave the schema out: Flyway runs the script with the tenant's own as its path; where a name is needed, write"
                    + " \"${flyway:defaultSchema}\".";

    @Override
    public void look(Subject subject, Findings findings) {
        List<Reference> references = new ArrayList<>(References.in(subject.tokens()));
        subject.body().ifPresent(body -> body.statements().forEach(tokens -> references.addAll(References.in(tokens))));
        references.forEach(reference -> look(reference, subject.layout(), findings));
        paths(subject, findings);
    }

    private static void look(Reference reference, Layout layout, Findings findings) {
        ObjectName name = reference.name();
        int line = name.token().line();
        if (layout.isTenant(name.schema())) {
            findings.add(
                    Rule.TENANT_SCHEMA,
                    Severity.ERROR,
                    line,
                    name + " is in one tenant's schema: run in all tenants, the script reaches into that one.",
                    WITHOUT);
        } else if (layout.isTemplate(name.schema())) {
            findings.add(
                    Rule.TEMPLATE_SCHEMA,
                    Severity.ERROR,
                    line,
                    name
                            + " is in the schema that jOOQ code is generated for, which no database has: the script fails.",
                    WITHOUT);
        } else if (reference.written() && layout.isOutside(name.schema())) {
            findings.add(
                    Rule.OTHER_SCHEMA,
                    Severity.ERROR,
                    line,
                    name
                            + " is not the tenant's: a script that changes it runs once for each tenant, and is rolled back.",
                    layout.isShared(name.schema()) ? "Put it into the shared migrations (sharedLocations)." : WITHOUT);
        } else if (layout.isShared(name.schema()) && !reference.foreignKey()) {
            findings.add(
                    Rule.OTHER_SCHEMA,
                    Severity.NOTE,
                    line,
                    name + " is read by the name of the shared schema, which another layout calls differently.",
                    "Nothing, if all your databases call it so.");
        }
    }

    /** A function's own path that is somebody else's. */
    private static void paths(Subject subject, Findings findings) {
        if (subject.action().isRoutine()) {
            for (Token name : Functions.path(subject.statement())) {
                boolean tenant = subject.layout().isTenant(name.value());
                if (tenant || subject.layout().isTemplate(name.value())) {
                    findings.add(
                            tenant ? Rule.TENANT_SCHEMA : Rule.TEMPLATE_SCHEMA,
                            Severity.ERROR,
                            name.line(),
                            "The function's search path is schema \"" + name.value() + "\" in every tenant.",
                            "Write SET search_path FROM CURRENT.");
                }
            }
        }
    }
}
