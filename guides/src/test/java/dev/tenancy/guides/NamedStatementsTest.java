package dev.tenancy.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise P9 behind a transaction pooler, with the setting that a guide forbids: whichever statement's name is exchanged,
 * PostgreSQL refuses what is another tenant's.
 */
@Tag("slow")
@EnabledIf(value = "dev.tenancy.guides.PgBouncer#isInstalled", disabledReason = "There is no pgbouncer on the PATH.")
class NamedStatementsTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.builder()
            .migration("create table items (owner text not null)")
            .tenants("acme", "globex")
            .build();

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final Field<String> OWNER = field(name("owner"), String.class);
    private static final int OFTEN = 6;
    private static final String DENIED = "42501";

    /** How a statement comes to the database. */
    enum Door {
        TRANSACTION {
            @Override
            List<String> in(Tenancy tenancy, TenantId tenant, Verb verb) {
                return tenancy.inTransaction(tenant, dsl -> verb.run(dsl, tenant));
            }
        },
        LATER_IN_A_TRANSACTION {
            @Override
            List<String> in(Tenancy tenancy, TenantId tenant, Verb verb) {
                return tenancy.inTransaction(tenant, dsl -> {
                    dsl.selectOne().fetch();
                    return verb.run(dsl, tenant);
                });
            }
        },
        ALONE {
            @Override
            List<String> in(Tenancy tenancy, TenantId tenant, Verb verb) {
                return verb.run(tenancy.dsl(tenant), tenant);
            }
        };

        abstract List<String> in(Tenancy tenancy, TenantId tenant, Verb verb);
    }

    /** What is done, and whose rows come of it. */
    enum Verb {
        READ {
            @Override
            List<String> run(DSLContext dsl, TenantId tenant) {
                return dsl.select(OWNER).from(Items.ITEMS).fetch(OWNER);
            }
        },
        INSERT {
            @Override
            List<String> run(DSLContext dsl, TenantId tenant) {
                return dsl.insertInto(Items.ITEMS, OWNER)
                        .values(tenant.value())
                        .returning(OWNER)
                        .fetch(OWNER);
            }
        },
        UPDATE {
            @Override
            List<String> run(DSLContext dsl, TenantId tenant) {
                dsl.update(Items.ITEMS).set(OWNER, tenant.value()).execute();
                return List.of();
            }
        },
        BATCH {
            @Override
            List<String> run(DSLContext dsl, TenantId tenant) {
                dsl.batch(dsl.insertInto(Items.ITEMS, OWNER).values(tenant.value()))
                        .bind(tenant.value())
                        .bind(tenant.value())
                        .execute();
                return List.of();
            }
        },
        RAW_JDBC {
            @Override
            List<String> run(DSLContext dsl, TenantId tenant) {
                dsl.connection(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("update tenant_" + tenant + ".items set owner = '" + tenant + "'");
                    }
                });
                return List.of();
            }
        };

        abstract List<String> run(DSLContext dsl, TenantId tenant);
    }

    @FunctionalInterface
    interface Use {
        void of(Tenancy tenancy, TenantId tenant);
    }

    private PgBouncer bouncer;

    @BeforeEach
    void each_tenant_has_a_row(@TempDir Path folder) throws IOException, InterruptedException {
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            postgres.execute("delete from tenant_" + tenant + ".items");
            postgres.execute("insert into tenant_" + tenant + ".items values ('" + tenant + "')");
        }
        bouncer = PgBouncer.start(folder, postgres);
    }

    @AfterEach
    void the_pooler_ends() throws InterruptedException {
        bouncer.close();
    }

    static Stream<Arguments> everything() {
        return Stream.of(0, 1, 5).flatMap(threshold -> Stream.of(Door.values())
                .flatMap(door -> Stream.of(Verb.values()).map(verb -> Arguments.of(threshold, door, verb))));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void cases_064_and_070_no_row_of_another_tenant_is_read_or_written(int threshold, Door door, Verb verb)
            throws SQLException {
        List<String> states = exchanged(
                threshold,
                (tenancy, tenant) -> own(tenant, door.in(tenancy, tenant, verb)),
                (tenancy, tenant) -> own(tenant, door.in(tenancy, tenant, verb)));
        boolean named = threshold > 0 && verb != Verb.RAW_JDBC; // which the driver sends without a name
        assertThat(states).containsExactlyElementsOf(named ? Collections.nCopies(4, DENIED) : List.of());
    }

    /** So that a name stands for any other statement: a BEGIN for a query, a query for the role, the role for a COMMIT. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void case_070_nor_if_the_clients_do_different_things(int threshold) throws SQLException {
        List<Use> uses = new ArrayList<>();
        for (Door door : Door.values()) {
            for (Verb verb : Verb.values()) {
                uses.add((tenancy, tenant) -> own(tenant, door.in(tenancy, tenant, verb)));
            }
        }
        for (int i = 0; i < uses.size(); i++) {
            assertThat(exchanged(threshold, uses.get(i), uses.get((i * 7 + 4) % uses.size())))
                    .isNotNull();
        }
    }

    /**
     * One client's statements are prepared on one connection of the server, the other's on the other one; then each is sent
     * to the other connection under the names that it has.
     *
     * @return the SQLSTATE of what was refused
     */
    private List<String> exchanged(int threshold, Use acmes, Use globexs) throws SQLException {
        List<String> states = new ArrayList<>();
        try (HikariDataSource one = bouncer.pool(postgres, threshold);
                HikariDataSource other = bouncer.pool(postgres, threshold);
                HikariDataSource third = bouncer.pool(postgres, 0);
                HikariDataSource fourth = bouncer.pool(postgres, 0);
                Connection first = held(third);
                Connection second = held(fourth)) {
            Tenancy acme = Tenancy.builder(one).layout(postgres.layout()).build();
            Tenancy globex = Tenancy.builder(other).layout(postgres.layout()).build();
            around(first, OFTEN, states, () -> acmes.of(acme, ACME));
            around(second, OFTEN, states, () -> globexs.of(globex, GLOBEX));
            around(first, 2, states, () -> globexs.of(globex, GLOBEX));
            around(second, 2, states, () -> acmes.of(acme, ACME));
        }
        postgres.assertRowsAtHome("owner");
        return states;
    }

    private static void own(TenantId tenant, List<String> owners) {
        assertThat(owners).allMatch(tenant.value()::equals);
    }

    /** The pooler has two connections to the server. This lets go of one, so that whoever comes gets that one. */
    private static void around(Connection held, int often, List<String> states, Runnable work) throws SQLException {
        held.rollback();
        for (int i = 0; i < often; i++) {
            try {
                work.run();
            } catch (DataAccessException refused) {
                states.add(refused.sqlState());
            } catch (TenancyException refused) {
                states.add(refused.getClass().getSimpleName());
            }
        }
        hold(held);
    }

    private static Connection held(HikariDataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        hold(connection);
        return connection;
    }

    private static void hold(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }
}
