package dev.tenancy;

import java.util.Optional;

/** A prefix before the id: one to one by construction. */
record PrefixNaming(String prefix) implements SchemaNaming {

    static final int MAX_PREFIX = SchemaName.MAX_LENGTH - TenantId.MAX_LENGTH;

    PrefixNaming {
        check("schema", prefix);
    }

    static void check(String kind, String prefix) {
        if (prefix.length() > MAX_PREFIX || !SqlNames.plain(prefix) || prefix.startsWith("pg_")) {
            throw new TenancyConfigurationException("The " + kind + " prefix " + Quoted.of(prefix)
                    + " is refused: use up to " + MAX_PREFIX
                    + " characters out of a-z, 0-9, '-' and '_', not starting with pg_, so that a prefix and an id of "
                    + TenantId.MAX_LENGTH + " characters fit PostgreSQL's 63 bytes.");
        }
    }

    @Override
    public SchemaName schemaOf(TenantId tenant) {
        return new SchemaName(prefix + tenant.value());
    }

    @Override
    public Optional<TenantId> tenantOf(SchemaName schema) {
        String name = schema.value();
        String id = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return TenantIdRules.broken(id) == null ? Optional.of(new TenantId(id)) : Optional.empty();
    }
}
