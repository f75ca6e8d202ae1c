package dev.tenancy.cli;

import dev.tenancy.TenantLayout;
import dev.tenancy.lint.Lint;
import dev.tenancy.lint.LintReport;
import dev.tenancy.lint.MigrationScripts;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The lint, with the layout's names, over the scripts that the settings name. */
final class ScriptLint {

    private static final String USUAL = "classpath:db/tenant";

    private ScriptLint() {}

    /**
     * Looks at the new ones.
     *
     * @param news says which ones are
     * @throws SettingException if there are no scripts
     */
    static LintReport look(Call call, UnaryOperator<MigrationScripts> news) {
        TenantLayout layout = call.layout();
        Lint lint = Lint.builder()
                .tenantSchemas(schema -> layout.tenantOf(schema).isPresent())
                .sharedSchema(layout.sharedSchema())
                .templateSchema(layout.templateSchema())
                .build();
        List<String> locations = call.scripts().locations();
        try {
            return lint.check(news.apply(MigrationScripts.in(
                    locations.isEmpty() ? new String[] {USUAL} : locations.toArray(String[]::new))));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new SettingException(String.valueOf(e.getMessage()));
        }
    }
}
