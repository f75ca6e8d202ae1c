package dev.tenancy.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** What a tenant is made of, and nothing that remembers it: role, memberships, schema, rights, tables; in one message. */
record BareTenant(Lab lab, DataSource owner, List<String> scripts) {

    void make(String name) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            boolean perGrant = connection.getMetaData().getDatabaseMajorVersion() >= 16;
            statement.execute("""
                    begin;
                    create role "%1$s" nologin;
                    grant "%2$s" to "%1$s"%4$s;
                    grant "%1$s" to "%3$s"%5$s;
                    create schema "%1$s";
                    grant usage on schema "%1$s" to "%1$s";
                    alter default privileges in schema "%1$s" grant select, insert, update, delete on tables to "%1$s";
                    alter default privileges in schema "%1$s" grant usage, select on sequences to "%1$s";
                    set local search_path = "%1$s";
                    %6$s
                    commit
                    """.formatted(
                            name,
                            lab.layout().groupRole(),
                            lab.loginName(Login.APP),
                            perGrant ? " with inherit true, set false" : "",
                            perGrant ? " with inherit false, set true" : "",
                            String.join("\n", scripts)));
        }
    }
}
