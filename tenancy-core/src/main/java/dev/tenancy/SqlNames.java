package dev.tenancy;

/** What a name of ours may look like in PostgreSQL: it is neither cut, nor folded, nor one of the system's own. */
final class SqlNames {

    private SqlNames() {}

    static void checkSchema(String name) {
        if (name.isEmpty()) {
            throw new InvalidSchemaNameException(name, "it is empty");
        }
        if (name.length() > SchemaName.MAX_LENGTH) {
            throw new InvalidSchemaNameException(
                    name, "it has " + name.length() + " characters and PostgreSQL would cut it at 63");
        }
        if (!plain(name)) {
            throw new InvalidSchemaNameException(name, "only a-z, 0-9, '-' and '_' are allowed");
        }
        if (name.equals("public") || name.equals("information_schema") || name.startsWith("pg_")) {
            throw new InvalidSchemaNameException(name, "it belongs to PostgreSQL itself");
        }
    }

    /** Every name of ours is made of the characters of a tenant id. */
    static boolean plain(String name) {
        return name.chars().allMatch(c -> TenantIdRules.allowed((char) c));
    }
}
