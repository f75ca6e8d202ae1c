package dev.tenancy.flyway;

import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;

/**
 * How many connections a pool gives at most, asked by the name of its property: a pool is nothing that this library
 * needs on its class path.
 */
final class PoolSize {

    /** HikariCP; DBCP 2; Tomcat; c3p0. */
    private static final List<String> PROPERTIES =
            List.of("getMaximumPoolSize", "getMaxTotal", "getMaxActive", "getMaxPoolSize");

    private PoolSize() {}

    /** Empty if the source is no pool, or none that is known. */
    static OptionalInt of(DataSource dataSource) {
        for (String property : PROPERTIES) {
            try {
                Object size = dataSource.getClass().getMethod(property).invoke(dataSource);
                if (size instanceof Integer most && most > 0) {
                    return OptionalInt.of(most);
                }
            } catch (ReflectiveOperationException | RuntimeException notThisOne) {
                // the next name
            }
        }
        return OptionalInt.empty();
    }
}
