package dev.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Looks at one database as its app login sees it. */
record IsolationInspection(TenantLayout layout) {

    IsolationCheck of(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return new IsolationCheck(findings(CatalogQueries.plain(connection)));
        } catch (SQLException e) {
            throw new DataAccessException("The isolation of tenants could not be verified: " + e.getMessage(), e);
        }
    }

    private List<IsolationCheck.Finding> findings(DSLContext catalog) {
        List<IsolationCheck.Finding> findings = new ArrayList<>();
        Login login = Login.of(catalog);
        SchemasFound found = SchemasFound.of(layout, catalog);
        if (login.superuser()) {
            findings.add(login.isSuperuser()); // it may do everything, so all other checks of it would say so again
        } else {
            findings.addAll(new LoginInspection(found, catalog, login).findings());
        }
        findings.addAll(new TenantInspection(found, catalog, login).findings());
        return findings;
    }
}
