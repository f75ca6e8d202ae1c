package dev.tenancy.lint;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks at the migration scripts of tenants for what fails, what reaches out of a tenant, and what makes others wait: the
 * {@link Rule}s. Reads no database and runs nothing.
 *
 * <pre>{@code
 * LintReport report = Lint.defaults().check(MigrationScripts.in("classpath:db/tenant").since("7"));
 * }</pre>
 *
 * <p>It reads tokens and the statements that they make, not all of PostgreSQL's grammar, and never SQL that a script makes up
 * when it runs ({@code EXECUTE format(..)}). A comment in a script allows a finding and says why:
 *
 * <pre>{@code
 * -- tenancy:allow blocking-index: a table of settings, three rows in the largest tenant
 * create index settings_name on settings (name);
 * }</pre>
 *
 * <p>Immutable and safe for any thread.
 */
public final class Lint {

    private static final List<Check> CHECKS = List.of(
            new SchemaNames(),
            new SearchPath(),
            new DatabaseObjects(),
            new Grants(),
            new Transactions(),
            new Functions(),
            new Views(),
            new ForeignKeys(),
            new Rewrites(),
            new BlockingIndexes(),
            new BlockingConstraints(),
            new NotNull());

    private final Layout layout;

    private Lint(Layout layout) {
        this.layout = layout;
    }

    /**
     * For the usual names: {@code tenant_<id>}, shared schema {@code public}, template schema {@code tenant}.
     *
     * @return a lint
     */
    public static Lint defaults() {
        return builder().build();
    }

    /**
     * For names of your own.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks at the new ones of some scripts.
     *
     * @param scripts all scripts of tenants, so that it is known what the new ones change
     * @return what was found
     */
    public LintReport check(MigrationScripts scripts) {
        Made all = new Made();
        List<Part> parts = new ArrayList<>();
        for (MigrationScript script : scripts.all()) {
            SqlScript text = SqlScript.of(Placeholders.replaced(script.text()));
            boolean isNew = scripts.isNew(script);
            text.statements().forEach(statement -> all.add(statement, Action.of(statement), isNew));
            parts.add(new Part(script, text, isNew));
        }
        Made before = new Made();
        List<Finding> findings = new ArrayList<>();
        for (Part part : parts) {
            findings.addAll(part.check(layout, all, before));
        }
        return new LintReport((int) parts.stream().filter(Part::isNew).count(), findings);
    }

    /** A script as it was read. */
    private record Part(MigrationScript script, SqlScript text, boolean isNew) {

        List<Finding> check(Layout layout, Made all, Made before) {
            if (!isNew) {
                text.statements().forEach(statement -> before.add(statement, Action.of(statement), false));
                return List.of();
            }
            Findings findings = new Findings(script.name());
            for (Statement statement : text.statements()) {
                Subject subject = new Subject(script, text, statement, Action.of(statement), layout, all, before);
                CHECKS.forEach(check -> check.look(subject, findings));
                subject.nested().forEach(nested -> CHECKS.forEach(check -> check.look(nested, findings)));
                before.add(statement, subject.action(), true);
            }
            text.doubts().stream()
                    .findFirst()
                    .ifPresent(doubt -> findings.add(
                            Rule.UNREADABLE,
                            Severity.NOTE,
                            doubt.line(),
                            "It is not sure how PostgreSQL reads the script from here on: " + doubt.why() + ".",
                            "Write it in another way, or look at the rest yourself."));
            return Allowances.apply(script.name(), text, findings.all());
        }
    }

    /** Names that matter to the lint. Not safe for several threads. */
    public static final class Builder {

        private Predicate<String> tenantSchemas = schema -> schema.startsWith("tenant_");
        private String sharedSchema = "public";
        private String templateSchema = "tenant";

        private Builder() {}

        /**
         * Which schemas are tenants'. Default: those that begin with {@code tenant_}.
         *
         * @param tenantSchemas takes a schema's name, without quotes
         * @return this
         */
        public Builder tenantSchemas(Predicate<String> tenantSchemas) {
            this.tenantSchemas = tenantSchemas;
            return this;
        }

        /**
         * The schema of shared tables. Default: {@code public}.
         *
         * @param sharedSchema its name, without quotes
         * @return this
         */
        public Builder sharedSchema(String sharedSchema) {
            this.sharedSchema = sharedSchema;
            return this;
        }

        /**
         * The schema that jOOQ code is generated for. Default: {@code tenant}.
         *
         * @param templateSchema its name, without quotes
         * @return this
         */
        public Builder templateSchema(String templateSchema) {
            this.templateSchema = templateSchema;
            return this;
        }

        /**
         * Makes the lint.
         *
         * @return a lint for these names
         */
        public Lint build() {
            return new Lint(new Layout(tenantSchemas, sharedSchema, templateSchema));
        }
    }
}
