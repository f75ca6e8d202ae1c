package dev.tenancy;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jooq.tools.jdbc.DefaultPreparedStatement;

/**
 * A prepared statement whose text starts with another one that has parameters of its own: the caller counts from one all the
 * same. JDBC has a method for each type; all of them only count further.
 */
abstract class LaterParameters extends DefaultPreparedStatement {

    private int before;

    LaterParameters(PreparedStatement delegate, Connection connection, int before) {
        super(delegate, connection);
        this.before = before;
    }

    /** The statement has been exchanged for one that has no other before it. */
    final void noneBefore() {
        before = 0;
    }

    @Override
    public final void setNull(int i, int type) throws SQLException {
        super.setNull(i + before, type);
    }

    @Override
    public final void setBoolean(int i, boolean x) throws SQLException {
        super.setBoolean(i + before, x);
    }

    @Override
    public final void setByte(int i, byte x) throws SQLException {
        super.setByte(i + before, x);
    }

    @Override
    public final void setShort(int i, short x) throws SQLException {
        super.setShort(i + before, x);
    }

    @Override
    public final void setInt(int i, int x) throws SQLException {
        super.setInt(i + before, x);
    }

    @Override
    public final void setLong(int i, long x) throws SQLException {
        super.setLong(i + before, x);
    }

    @Override
    public final void setFloat(int i, float x) throws SQLException {
        super.setFloat(i + before, x);
    }

    @Override
    public final void setDouble(int i, double x) throws SQLException {
        super.setDouble(i + before, x);
    }

    @Override
    public final void setBigDecimal(int i, BigDecimal x) throws SQLException {
        super.setBigDecimal(i + before, x);
    }

    @Override
    public final void setString(int i, String x) throws SQLException {
        super.setString(i + before, x);
    }

    @Override
    public final void setBytes(int i, byte[] x) throws SQLException {
        super.setBytes(i + before, x);
    }

    @Override
    public final void setDate(int i, Date x) throws SQLException {
        super.setDate(i + before, x);
    }

    @Override
    public final void setTime(int i, Time x) throws SQLException {
        super.setTime(i + before, x);
    }

    @Override
    public final void setTimestamp(int i, Timestamp x) throws SQLException {
        super.setTimestamp(i + before, x);
    }

    @Override
    public final void setAsciiStream(int i, InputStream x, int length) throws SQLException {
        super.setAsciiStream(i + before, x, length);
    }

    @Deprecated
    @Override
    public final void setUnicodeStream(int i, InputStream x, int length) throws SQLException {
        super.setUnicodeStream(i + before, x, length);
    }

    @Override
    public final void setBinaryStream(int i, InputStream x, int length) throws SQLException {
        super.setBinaryStream(i + before, x, length);
    }

    @Override
    public final void setObject(int i, Object x, int type) throws SQLException {
        super.setObject(i + before, x, type);
    }

    @Override
    public final void setObject(int i, Object x) throws SQLException {
        super.setObject(i + before, x);
    }

    @Override
    public final void setCharacterStream(int i, Reader x, int length) throws SQLException {
        super.setCharacterStream(i + before, x, length);
    }

    @Override
    public final void setRef(int i, Ref x) throws SQLException {
        super.setRef(i + before, x);
    }

    @Override
    public final void setBlob(int i, Blob x) throws SQLException {
        super.setBlob(i + before, x);
    }

    @Override
    public final void setClob(int i, Clob x) throws SQLException {
        super.setClob(i + before, x);
    }

    @Override
    public final void setArray(int i, Array x) throws SQLException {
        super.setArray(i + before, x);
    }

    @Override
    public final void setDate(int i, Date x, Calendar calendar) throws SQLException {
        super.setDate(i + before, x, calendar);
    }

    @Override
    public final void setTime(int i, Time x, Calendar calendar) throws SQLException {
        super.setTime(i + before, x, calendar);
    }

    @Override
    public final void setTimestamp(int i, Timestamp x, Calendar calendar) throws SQLException {
        super.setTimestamp(i + before, x, calendar);
    }

    @Override
    public final void setNull(int i, int type, String typeName) throws SQLException {
        super.setNull(i + before, type, typeName);
    }

    @Override
    public final void setURL(int i, URL x) throws SQLException {
        super.setURL(i + before, x);
    }

    @Override
    public final void setRowId(int i, RowId x) throws SQLException {
        super.setRowId(i + before, x);
    }

    @Override
    public final void setNString(int i, String x) throws SQLException {
        super.setNString(i + before, x);
    }

    @Override
    public final void setNCharacterStream(int i, Reader x, long length) throws SQLException {
        super.setNCharacterStream(i + before, x, length);
    }

    @Override
    public final void setNClob(int i, NClob x) throws SQLException {
        super.setNClob(i + before, x);
    }

    @Override
    public final void setClob(int i, Reader x, long length) throws SQLException {
        super.setClob(i + before, x, length);
    }

    @Override
    public final void setBlob(int i, InputStream x, long length) throws SQLException {
        super.setBlob(i + before, x, length);
    }

    @Override
    public final void setNClob(int i, Reader x, long length) throws SQLException {
        super.setNClob(i + before, x, length);
    }

    @Override
    public final void setSQLXML(int i, SQLXML x) throws SQLException {
        super.setSQLXML(i + before, x);
    }

    @Override
    public final void setObject(int i, Object x, int type, int scale) throws SQLException {
        super.setObject(i + before, x, type, scale);
    }

    @Override
    public final void setAsciiStream(int i, InputStream x, long length) throws SQLException {
        super.setAsciiStream(i + before, x, length);
    }

    @Override
    public final void setBinaryStream(int i, InputStream x, long length) throws SQLException {
        super.setBinaryStream(i + before, x, length);
    }

    @Override
    public final void setCharacterStream(int i, Reader x, long length) throws SQLException {
        super.setCharacterStream(i + before, x, length);
    }

    @Override
    public final void setAsciiStream(int i, InputStream x) throws SQLException {
        super.setAsciiStream(i + before, x);
    }

    @Override
    public final void setBinaryStream(int i, InputStream x) throws SQLException {
        super.setBinaryStream(i + before, x);
    }

    @Override
    public final void setCharacterStream(int i, Reader x) throws SQLException {
        super.setCharacterStream(i + before, x);
    }

    @Override
    public final void setNCharacterStream(int i, Reader x) throws SQLException {
        super.setNCharacterStream(i + before, x);
    }

    @Override
    public final void setClob(int i, Reader x) throws SQLException {
        super.setClob(i + before, x);
    }

    @Override
    public final void setBlob(int i, InputStream x) throws SQLException {
        super.setBlob(i + before, x);
    }

    @Override
    public final void setNClob(int i, Reader x) throws SQLException {
        super.setNClob(i + before, x);
    }

    @Override
    public final void setObject(int i, Object x, SQLType type, int scale) throws SQLException {
        super.setObject(i + before, x, type, scale);
    }

    @Override
    public final void setObject(int i, Object x, SQLType type) throws SQLException {
        super.setObject(i + before, x, type);
    }
}
