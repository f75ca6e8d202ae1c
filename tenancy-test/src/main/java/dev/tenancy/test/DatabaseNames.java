package dev.tenancy.test;

import dev.tenancy.TenantLayout;
import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * What one database and its roles are called. Roles belong to the whole server, so each database has a prefix of its own.
 *
 * @param database the database
 * @param layout whose role prefix is this database's own
 * @param owner the login that owns the database
 * @param app the login that serves requests
 * @param password of both
 */
record DatabaseNames(String database, TenantLayout layout, String owner, String app, String password) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static DatabaseNames random(TenantLayout layout) {
        String own = letters(50, 10);
        return new DatabaseNames(
                "tenancy_test_" + own,
                layout.toBuilder().rolePrefix("tt_" + own + "_").build(),
                "owner_" + own,
                "app_" + own,
                letters(128, 26));
    }

    String rolePrefix() {
        return layout.groupRole().substring(0, layout.groupRole().length() - "_shared".length());
    }

    private static String letters(int bits, int length) {
        String digits = new BigInteger(bits, RANDOM).toString(32); // digits and a to v: no locale takes part
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }
}
