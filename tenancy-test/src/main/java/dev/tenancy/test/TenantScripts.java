package dev.tenancy.test;

import dev.tenancy.TenantLayout;
import dev.tenancy.lint.Lint;
import dev.tenancy.lint.LintReport;
import dev.tenancy.lint.MigrationScripts;
import java.util.function.UnaryOperator;

/**
 * The migration scripts of tenants, looked at by the lint in a test: without a database.
 *
 * <pre>{@code
 * TenantScripts.in("classpath:db/tenant").since("7").assertClean();
 * }</pre>
 *
 * <p>Immutable and safe for any thread.
 */
public final class TenantScripts {

    private final String[] locations;
    private final TenantLayout layout;
    private final UnaryOperator<MigrationScripts> released;

    private TenantScripts(String[] locations, TenantLayout layout, UnaryOperator<MigrationScripts> released) {
        this.locations = locations;
        this.layout = layout;
        this.released = released;
    }

    /**
     * Scripts in some places.
     *
     * @param locations as Flyway takes them, without wildcards: {@code classpath:db/tenant}, {@code filesystem:migrations}
     * @return these scripts, all of them new, for {@link TenantLayout#defaults()}
     */
    public static TenantScripts in(String... locations) {
        return new TenantScripts(locations.clone(), TenantLayout.defaults(), UnaryOperator.identity());
    }

    /**
     * How tenants are laid out.
     *
     * @param layout the value that {@code Tenancy} is built with
     * @return the same scripts for this layout
     */
    public TenantScripts layout(TenantLayout layout) {
        return new TenantScripts(locations, layout, released);
    }

    /**
     * Says which scripts have run somewhere, and cannot be changed any more: they are not looked at, and their tables have
     * rows, so that what makes others wait is found.
     *
     * @param version the newest one that was released
     * @return the same scripts, with those above it and the repeatable ones new
     */
    public TenantScripts since(String version) {
        return new TenantScripts(locations, layout, scripts -> scripts.since(version));
    }

    /**
     * Looks at the new scripts.
     *
     * @return what was found
     * @throws IllegalArgumentException if a place does not exist, or holds no script, or the released version is none
     */
    public LintReport check() {
        return Lint.builder()
                .tenantSchemas(schema -> layout.tenantOf(schema).isPresent())
                .sharedSchema(layout.sharedSchema())
                .templateSchema(layout.templateSchema())
                .build()
                .check(released.apply(MigrationScripts.in(locations)));
    }

    /**
     * Fails the test if something must be mended; notes do not fail it.
     *
     * @throws AssertionError with all findings in its message, and how to allow one
     * @throws IllegalArgumentException if a place does not exist, or holds no script, or the released version is none
     */
    public void assertClean() {
        LintReport report = check();
        if (!report.clean()) {
            throw new AssertionError("The migration scripts in " + String.join(", ", locations) + " are not clean:\n"
                    + report + "\nMend them, or say in the script why it is right: -- tenancy:allow <rule>: <reason>");
        }
    }
}
