package dev.tenancy.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Encoding;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.SqlCommandType;
import org.postgresql.core.Tuple;

/**
 * Sends any number of statements in one message, in one round trip, and leaves it to the server to cut them: a Query of
 * PostgreSQL's simple protocol. The driver's own cutting stops at the first BEGIN ATOMIC and makes one question mark of two.
 */
final class OneMessage {

    private static final System.Logger LOG = System.getLogger(OneMessage.class.getName());
    private static final int FLAGS = QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
            | QueryExecutor.QUERY_SUPPRESS_BEGIN
            | QueryExecutor.QUERY_ONESHOT
            | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

    private OneMessage() {}

    /** Whether the driver can be reached behind a pool's wrapper, and the server reads strings as the standard says. */
    static boolean possible(Connection connection) {
        try {
            return connection.isWrapperFor(BaseConnection.class)
                    && connection.unwrap(BaseConnection.class).getStandardConformingStrings();
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Waits until all statements have run, or one has failed.
     *
     * @return for each statement that gives rows, the rows; a value is null or a text
     * @throws DataAccessException with the server's words; what was begun is then to be rolled back
     */
    static List<List<List<@Nullable String>>> send(Connection connection, String sql) {
        try {
            QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
            Query query = executor.wrap(
                    List.of(new NativeQuery(sql, SqlCommand.createStatementTypeInfo(SqlCommandType.BLANK))));
            Answers answers =
                    new Answers(connection.unwrap(BaseConnection.class).getEncoding());
            executor.execute(query, null, answers, 0, 0, FLAGS);
            return answers.rows;
        } catch (SQLException e) {
            throw new DataAccessException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What scripts raise is logged as little as Flyway's own output is: a notice is detail. */
    private static final class Answers extends ResultHandlerBase {

        private final Encoding encoding;
        private final List<List<List<@Nullable String>>> rows = new ArrayList<>();

        Answers(Encoding encoding) {
            this.encoding = encoding;
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            rows.add(tuples.stream().map(this::row).toList());
        }

        private List<@Nullable String> row(Tuple tuple) {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 0; i < tuple.fieldCount(); i++) {
                byte[] value = tuple.get(i);
                values.add(value == null ? null : text(value));
            }
            return values;
        }

        private String text(byte[] value) {
            try {
                return encoding.decode(value);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            boolean notice = "00000".equals(warning.getSQLState());
            LOG.log(notice ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, warning.getMessage());
        }
    }
}
