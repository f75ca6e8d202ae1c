package dev.tenancy;

/** A text cannot name a tenant's schema. The message says which rule is broken. */
public final class InvalidSchemaNameException extends TenancyException {

    private static final long serialVersionUID = 1;

    InvalidSchemaNameException(String offender, String brokenRule) {
        super(null, "Invalid schema name " + Quoted.of(offender) + ": " + brokenRule + ".", null);
    }
}
