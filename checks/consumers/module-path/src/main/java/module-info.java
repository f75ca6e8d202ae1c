/** A user's application. */
module shop {
    requires dev.tenancy;
    requires dev.tenancy.flyway;
    requires java.naming; // for the tests: PGSimpleDataSource is a Referenceable

    opens db.tenant; // where Flyway finds the scripts
}
