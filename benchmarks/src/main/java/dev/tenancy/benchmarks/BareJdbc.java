package dev.tenancy.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The same statements by JDBC alone, with each tenant's schema written into them. */
final class BareJdbc implements Way {

    /** One tenant's texts. */
    private record Texts(String read, String insert, String update, String delete) {

        static Texts of(String schema) {
            String table = '"' + schema + "\".\"items\"";
            return new Texts(
                    "select id, name, quantity, created_at from " + table + " where id = ?",
                    "insert into " + table + " (name, quantity) values (?, ?) returning id",
                    "update " + table + " set quantity = quantity + ? where id = ?",
                    "delete from " + table + " where id = ?");
        }
    }

    private final DataSource dataSource;
    private final List<Texts> texts;

    BareJdbc(DataSource dataSource, List<String> schemas) {
        this.dataSource = dataSource;
        this.texts = schemas.stream().map(Texts::of).toList();
    }

    @Override
    public void read(int tenant) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            read(connection, texts.get(tenant));
        }
    }

    @Override
    public void readInTransaction(int tenant) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            read(connection, texts.get(tenant));
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void fourStatements(int tenant) throws SQLException {
        Texts texts = this.texts.get(tenant);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            read(connection, texts);
            long other = insert(connection, texts);
            change(connection, texts.update, 1, JooqWork.ITEM);
            change(connection, texts.delete, other);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** All columns are read, as jOOQ reads them. */
    private static String read(Connection connection, Texts texts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(texts.read)) {
            statement.setLong(1, JooqWork.ITEM);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1)
                        + row.getString(2)
                        + row.getInt(3)
                        + row.getObject(4, java.time.OffsetDateTime.class);
            }
        }
    }

    private static long insert(Connection connection, Texts texts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(texts.insert)) {
            statement.setString(1, "clip");
            statement.setInt(2, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void change(Connection connection, String text, long... binds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < binds.length; i++) {
                statement.setLong(i + 1, binds[i]);
            }
            statement.executeUpdate();
        }
    }
}
