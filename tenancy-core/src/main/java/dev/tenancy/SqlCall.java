package dev.tenancy;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** One call of the driver that may execute SQL. */
@FunctionalInterface
interface SqlCall<T extends @Nullable Object> {
    T run() throws SQLException;
}
