package dev.tenancy.lint;

import dev.tenancy.lint.References.Reference;

/** Foreign keys that leave the tenant. */
final class ForeignKeys implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        if (subject.action().kind().endsWith("table")) {
            References.in(subject.tokens()).stream()
                    .filter(Reference::foreignKey)
                    .map(Reference::name)
                    .filter(name -> subject.layout().isOutside(name.schema()))
                    .forEach(name -> findings.add(
                            Rule.SHARED_FOREIGN_KEY,
                            Severity.WARNING,
                            name.token().line(),
                            "The foreign key to " + name
                                    + " makes its writers wait while the script runs in any tenant, and each"
                                    + " delete there looks into every tenant's table.",
                            "Keep the code without a foreign key, and check it where it is written."));
        }
    }
}
