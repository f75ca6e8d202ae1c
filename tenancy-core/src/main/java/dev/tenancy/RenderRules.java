package dev.tenancy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/**
 * That every name is rendered with the tenant's schema, quoted. jOOQ's mapping fails open: what it does not match it renders
 * as it stands, so all that could make it miss is refused when the tenancy is built.
 */
final class RenderRules {

    private static final TenantId PROBE = TenantId.of("probe-1_x");

    private final TenantLayout layout;

    RenderRules(TenantLayout layout) {
        this.layout = layout;
    }

    /** The settings of one tenant: the user's, and the template schema mapped to the tenant's. */
    Settings settings(Settings base, TenantId tenant) {
        Settings settings = SettingsCopy.of(base);
        List<MappedSchema> schemata = new ArrayList<>();
        schemata.add(new MappedSchema()
                .withInput(layout.templateSchema())
                .withOutput(layout.schemaOf(tenant).value()));
        if (base.getRenderMapping() != null) {
            schemata.addAll(settings.getRenderMapping().getSchemata());
        }
        return settings.withRenderMapping(new RenderMapping().withSchemata(schemata));
    }

    void check(Configuration base, List<Schema> generated) {
        require(base.family() == SQLDialect.POSTGRES, "the jOOQ dialect is " + base.dialect() + ", not POSTGRES");
        checkSettings(base.settings());
        Configuration probe = base.derive(settings(base.settings(), PROBE));
        checkRendered(probe, DSL.table(DSL.name(layout.templateSchema(), "t")));
        generated.forEach(schema -> checkSchema(probe, schema));
    }

    private void checkSettings(Settings settings) {
        require(!Boolean.FALSE.equals(settings.isRenderSchema()), "renderSchema(false) would leave the schema out");
        RenderQuotedNames quoted = settings.getRenderQuotedNames();
        require(
                quoted != RenderQuotedNames.NEVER && quoted != RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED,
                "renderQuotedNames(" + quoted + ") would leave names unquoted");
        RenderMapping mapping = settings.getRenderMapping();
        if (mapping != null) {
            require(
                    isBlank(mapping.getDefaultSchema()),
                    "a default schema in the render mapping would be left out of names");
            require(
                    isBlank(mapping.getDefaultCatalog())
                            && mapping.getCatalogs().isEmpty(),
                    "a catalog in the render mapping could hide a schema's mapping");
            mapping.getSchemata().forEach(this::checkMapped);
        }
    }

    private void checkMapped(MappedSchema mapped) {
        String input = mapped.getInput();
        require(
                mapped.getInputExpression() == null,
                "a render mapping with a regular expression rewrites names that it only resembles; use an exact input");
        require(
                !isBlank(input) && !isBlank(mapped.getOutput()),
                "a render mapping from " + Quoted.of(input) + " to " + Quoted.of(mapped.getOutput())
                        + " maps nothing: both must be there");
        require(
                !layout.templateSchema().equals(input),
                "the render mapping maps the template schema '" + input + "', which Tenancy does for each tenant");
        require(
                layout.tenantOf(mapped.getOutput()).isEmpty()
                        && !layout.templateSchema().equals(mapped.getOutput()),
                "the render mapping leads to '" + mapped.getOutput() + "', which is a tenant's or the template schema");
    }

    private void checkSchema(Configuration probe, Schema schema) {
        require(
                schema.getName().equals(layout.templateSchema()),
                "the generated schema is '" + schema.getName() + "' and the layout's template schema is '"
                        + layout.templateSchema()
                        + "', so its tables would not be mapped; generate code for a schema of its own, or name it in the layout");
        // not table.getQualifiedName(): it has no schema if the schema's class was loaded before the table's
        schema.getTables()
                .forEach(table -> checkRendered(probe, DSL.table(DSL.name(schema.getName(), table.getName()))));
    }

    /** As in FROM, because there a generated table names its schema; its qualified name does not. A function has arguments. */
    private void checkRendered(Configuration probe, Table<?> table) {
        String rendered = probe.dsl().render(DSL.selectOne().from(table));
        String expected = '"' + layout.schemaOf(PROBE).value() + "\".\"" + table.getName() + '"';
        require(
                rendered.endsWith(expected) || rendered.contains(expected + "("),
                "with these jOOQ settings a table is rendered as " + rendered + " where " + expected + " is needed");
    }

    private static boolean isBlank(@org.jspecify.annotations.Nullable String text) {
        return Objects.requireNonNullElse(text, "").isBlank();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new TenancyConfigurationException("Tenancy refused: " + otherwise + ".");
        }
    }
}
