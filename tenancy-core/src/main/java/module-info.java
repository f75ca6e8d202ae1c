/** Run jOOQ in one tenant's PostgreSQL schema. */
@org.jspecify.annotations.NullMarked
module dev.tenancy {
    requires transitive java.sql;
    requires transitive org.jooq;
    requires static transitive org.jspecify;

    exports dev.tenancy;
}
