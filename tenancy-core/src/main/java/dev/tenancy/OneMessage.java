package dev.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Whether the driver sends statements joined by a semicolon as one message, which is one transaction. It does, but not with
 * {@code preferQueryMode=simple}: the role then ends before its statement, and PostgreSQL refuses that.
 */
final class OneMessage {

    private static final System.Logger LOG = System.getLogger(Tenancy.class.getName());

    private volatile boolean split;

    boolean isSplit() {
        return split;
    }

    /** Asks once somebody was refused, which with one message nearly nobody is. */
    boolean foundSplit(Connection idle) throws SQLException {
        try (PreparedStatement probe = idle.prepareStatement(CatalogQueries.ONE_MESSAGE)) {
            boolean rows = probe.execute();
            try (ResultSet setting = probe.getMoreResults() ? probe.getResultSet() : null) {
                split = rows && setting != null && setting.next() && !"1".equals(setting.getString(1));
            }
        }
        if (split) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "The driver sends each statement in a message of its own (preferQueryMode=simple), so a single statement"
                            + " in a tenant gets a transaction around it: one more round trip.");
        }
        return split;
    }
}
