package dev.tenancy;
record IsolationInspection(TenantLayout layout) {
    IsolationCheck of(javax.sql.DataSource dataSource) { throw new AssertionError("draft"); }
}
