package dev.tenancy;

import java.util.Optional;

/**
 * What the side that serves requests and the side that owns the tables must agree on: how schemas and roles are named,
 * where shared tables live, which schema the jOOQ code was generated for, and who keeps tenants apart.
 *
 * <p>Make one and give it to both, so that they cannot drift. {@link #defaults()} is schema {@code tenant_<id>}, role
 * {@code tenant_<id>}, shared schema {@code public}, template schema {@code tenant}, {@link Isolation#ROLE}. Immutable
 * and safe for any thread; two layouts are equal if all their values are.
 */
public final class TenantLayout {

    private static final TenantLayout DEFAULTS = builder().build();

    private final SchemaNaming naming;
    private final String rolePrefix;
    private final String sharedSchema;
    private final String templateSchema;
    private final Isolation isolation;

    private TenantLayout(Builder builder) {
        this.naming = builder.naming;
        this.rolePrefix = builder.rolePrefix;
        this.sharedSchema = builder.sharedSchema;
        this.templateSchema = builder.templateSchema;
        this.isolation = builder.isolation;
    }

    /**
     * The layout that most want.
     *
     * @return schema and role {@code tenant_<id>}, shared schema {@code public}, template schema {@code tenant}, {@code ROLE}
     */
    public static TenantLayout defaults() {
        return DEFAULTS;
    }

    /**
     * A layout of your own, starting from {@link #defaults()}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * This layout, to be changed: a test on a shared server, say, needs a role prefix of its own.
     *
     * @return a new builder with all values of this layout
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.naming = naming;
        builder.rolePrefix = rolePrefix;
        builder.sharedSchema = sharedSchema;
        builder.templateSchema = templateSchema;
        builder.isolation = isolation;
        return builder;
    }

    /**
     * The schema that a tenant's tables live in.
     *
     * @param tenant any tenant, existing or not
     * @return its schema's name, checked
     * @throws SchemaNamingException if the naming gives a name that is refused, is the shared or the template schema, or
     *     does not lead back to the tenant
     */
    public SchemaName schemaOf(TenantId tenant) {
        SchemaName schema = named(tenant);
        if (schema.value().equals(sharedSchema) || schema.value().equals(templateSchema)) {
            throw new SchemaNamingException(
                    tenant, "'" + schema + "' is the layout's shared or template schema.", null);
        }
        if (!naming.tenantOf(schema).equals(Optional.of(tenant))) {
            throw new SchemaNamingException(
                    tenant,
                    "the naming gives '" + schema + "', which leads back to " + naming.tenantOf(schema)
                            + ". A SchemaNaming must be one to one.",
                    null);
        }
        return schema;
    }

    /**
     * The tenant that a schema belongs to.
     *
     * @param schema the name of any schema, as PostgreSQL gives it
     * @return its tenant, or empty if this layout has no tenant of that schema
     */
    public Optional<TenantId> tenantOf(String schema) {
        try {
            return naming.tenantOf(SchemaName.of(schema))
                    .filter(tenant -> schemaOf(tenant).value().equals(schema));
        } catch (InvalidSchemaNameException | SchemaNamingException notATenants) {
            return Optional.empty();
        }
    }

    /**
     * The role that has rights on a tenant's schema: the role prefix and the id, letter by letter.
     *
     * @param tenant any tenant, existing or not
     * @return the role's name, unquoted
     * @throws SchemaNamingException if PostgreSQL keeps that name for itself (only possible with an empty role prefix)
     */
    public String roleOf(TenantId tenant) {
        String role = rolePrefix + tenant.value();
        if (role.equals("public") || role.equals("none") || role.startsWith("pg_")) {
            throw new SchemaNamingException(tenant, "PostgreSQL keeps the role name '" + role + "' for itself.", null);
        }
        return role;
    }

    /**
     * The role that all tenant roles inherit, for rights on shared tables: the role prefix and {@code _shared}. No
     * tenant's role can have this name, because no id starts with an underscore.
     *
     * @return the role's name, unquoted
     */
    public String groupRole() {
        return rolePrefix + "_shared";
    }

    /**
     * The schema of reference data and of the registry.
     *
     * @return its name, unquoted
     */
    public String sharedSchema() {
        return sharedSchema;
    }

    /**
     * The schema name that the jOOQ code was generated for. It exists in no deployed database, so that a name that was
     * not mapped is an error and never rows.
     *
     * @return its name, unquoted
     */
    public String templateSchema() {
        return templateSchema;
    }

    /**
     * Who keeps tenants apart.
     *
     * @return the level
     */
    public Isolation isolation() {
        return isolation;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TenantLayout that
                && naming.equals(that.naming)
                && rolePrefix.equals(that.rolePrefix)
                && sharedSchema.equals(that.sharedSchema)
                && templateSchema.equals(that.templateSchema)
                && isolation == that.isolation;
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(naming, rolePrefix, sharedSchema, templateSchema, isolation);
    }

    @Override
    public String toString() {
        return "TenantLayout[naming=" + naming + ", rolePrefix=" + rolePrefix + ", sharedSchema=" + sharedSchema
                + ", templateSchema=" + templateSchema + ", isolation=" + isolation + "]";
    }

    String rolePrefix() {
        return rolePrefix;
    }

    private SchemaName named(TenantId tenant) {
        try {
            return naming.schemaOf(tenant);
        } catch (InvalidSchemaNameException e) {
            throw new SchemaNamingException(tenant, String.valueOf(e.getMessage()), e);
        }
    }

    /** Collects the values of a {@link TenantLayout}; they are checked in {@link #build()}. Not safe for several threads. */
    public static final class Builder {

        private SchemaNaming naming = SchemaNaming.prefix("tenant_");
        private String rolePrefix = "tenant_";
        private String sharedSchema = "public";
        private String templateSchema = "tenant";
        private Isolation isolation = Isolation.ROLE;

        private Builder() {}

        /**
         * How schemas are named. Default: {@code SchemaNaming.prefix("tenant_")}.
         *
         * @param naming one to one, both ways
         * @return this
         */
        public Builder naming(SchemaNaming naming) {
            this.naming = naming;
            return this;
        }

        /**
         * The prefix of role names. Roles belong to the whole server: two databases on one server need two prefixes.
         * Default: {@code tenant_}.
         *
         * @param rolePrefix up to 15 characters out of {@code a-z 0-9 - _}, not starting with {@code pg_}
         * @return this
         */
        public Builder rolePrefix(String rolePrefix) {
            this.rolePrefix = rolePrefix;
            return this;
        }

        /**
         * The schema of shared tables and of the registry. Default: {@code public}.
         *
         * @param sharedSchema its name, unquoted
         * @return this
         */
        public Builder sharedSchema(String sharedSchema) {
            this.sharedSchema = sharedSchema;
            return this;
        }

        /**
         * The schema name that the jOOQ code was generated for. Default: {@code tenant}.
         *
         * @param templateSchema its name, unquoted; a schema of this name must not exist in a deployed database
         * @return this
         */
        public Builder templateSchema(String templateSchema) {
            this.templateSchema = templateSchema;
            return this;
        }

        /**
         * Who keeps tenants apart. Default: {@link Isolation#ROLE}.
         *
         * @param isolation the level
         * @return this
         */
        public Builder isolation(Isolation isolation) {
            this.isolation = isolation;
            return this;
        }

        /**
         * Checks the values and makes the layout.
         *
         * @return the layout
         * @throws TenancyConfigurationException if the template schema is {@code public}, a system schema or the shared
         *     schema, or a name or prefix is not fit for PostgreSQL
         */
        public TenantLayout build() {
            PrefixNaming.check("role", rolePrefix);
            if (!sharedSchema.equals("public")) {
                checkName("shared", sharedSchema);
            }
            checkName("template", templateSchema);
            if (templateSchema.equals(sharedSchema)) {
                throw new TenancyConfigurationException("The template schema and the shared schema are both '"
                        + sharedSchema
                        + "': a name that was not mapped would read shared rows. Generate jOOQ code for a"
                        + " schema of its own.");
            }
            return new TenantLayout(this);
        }

        private static void checkName(String kind, String name) {
            try {
                SqlNames.checkSchema(name);
            } catch (InvalidSchemaNameException e) {
                throw new TenancyConfigurationException("The " + kind + " schema is refused. " + e.getMessage()
                        + (kind.equals("template")
                                ? " Generate jOOQ code for a schema name of its own, 'tenant' say."
                                : ""));
            }
        }
    }
}
