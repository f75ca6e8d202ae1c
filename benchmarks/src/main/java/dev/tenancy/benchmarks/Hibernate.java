package dev.tenancy.benchmarks;

import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.context.spi.TenantSchemaMapper;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Hibernate ORM 7 with a schema for each tenant, which is set on the connection. */
final class Hibernate implements Way {

    private final SessionFactory sessions;
    private final List<String> schemas;

    private Hibernate(HibernatePersistenceConfiguration configuration, List<String> schemas) {
        this.schemas = schemas;
        this.sessions = configuration.managedClass(HibernateItem.class).createEntityManagerFactory();
    }

    /** As fast as it gets. */
    static Hibernate switching(DataSource dataSource, List<String> schemas) {
        return new Hibernate(
                configuration()
                        .property(AvailableSettings.MULTI_TENANT_CONNECTION_PROVIDER, new SchemaSwitch(dataSource)),
                schemas);
    }

    /** With what it brings itself since 7.1, which asks for the schema that was set before, sets ours, and sets it back. */
    static Hibernate mapping(DataSource dataSource, List<String> schemas) {
        TenantSchemaMapper<String> itself = schema -> schema;
        return new Hibernate(
                configuration()
                        .property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource)
                        .property(AvailableSettings.MULTI_TENANT_SCHEMA_MAPPER, itself),
                schemas);
    }

    private static HibernatePersistenceConfiguration configuration() {
        return new HibernatePersistenceConfiguration("benchmark");
    }

    @Override
    public void read(int tenant) {
        try (Session session = session(tenant)) {
            found(session);
        }
    }

    @Override
    public void readInTransaction(int tenant) {
        transaction(tenant, Hibernate::found);
    }

    @Override
    public void fourStatements(int tenant) {
        transaction(tenant, session -> {
            HibernateItem item = found(session);
            HibernateItem other = new HibernateItem();
            other.name = "clip";
            other.quantity = 1;
            session.persist(other);
            item.quantity++;
            session.remove(other);
        });
    }

    private static HibernateItem found(Session session) {
        HibernateItem item = session.find(HibernateItem.class, JooqWork.ITEM);
        if (item == null) {
            throw new IllegalStateException("no item");
        }
        return item;
    }

    private void transaction(int tenant, Consumer<Session> work) {
        try (Session session = session(tenant)) {
            Transaction transaction = session.beginTransaction();
            work.accept(session);
            transaction.commit();
        }
    }

    private Session session(int tenant) {
        return sessions.withOptions()
                .tenantIdentifier((Object) schemas.get(tenant))
                .openSession();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
