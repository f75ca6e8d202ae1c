package dev.tenancy.benchmarks;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyBuilder;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jooq.conf.Settings;

/** Ours and the rivals', each with a pool of its own. */
final class Ways implements AutoCloseable {

    static final String PLAIN = "plain jOOQ";
    static final String QUALIFIED = "ours, QUALIFIED";
    static final String ROLE = "ours, ROLE";
    static final String HIBERNATE = "Hibernate ORM";

    /** Those that a figure is made of. */
    static final Set<String> FIGURES = Set.of(PLAIN, QUALIFIED, ROLE, HIBERNATE);

    private static final Map<String, BiFunction<Pools, Crowd, Way>> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put(PLAIN, (pools, crowd) -> plain(pools, crowd.schemas()));
        MAKERS.put(QUALIFIED, (pools, crowd) -> new Ours(byNames(pools).build(), crowd.size()));
        MAKERS.put(ROLE, (pools, crowd) -> new Ours(byRole(pools).build(), crowd.size()));
        MAKERS.put("ours, ROLE + registry", Ways::registered);
        MAKERS.put(HIBERNATE, (pools, crowd) -> Hibernate.switching(pools.of(Login.PLAIN), crowd.schemas()));
        MAKERS.put(
                "Hibernate ORM, its mapper",
                (pools, crowd) -> Hibernate.mapping(pools.of(Login.PLAIN), crowd.schemas()));
        MAKERS.put("jOOQ, search_path", (pools, crowd) -> new SearchPath(pools.of(Login.PLAIN), crowd.schemas()));
        MAKERS.put("bare JDBC", (pools, crowd) -> new BareJdbc(pools.of(Login.PLAIN), crowd.schemas()));
        MAKERS.put("plain jOOQ, one schema", (pools, crowd) -> plain(pools, one(crowd)));
        MAKERS.put("bare JDBC, one schema", (pools, crowd) -> new BareJdbc(pools.of(Login.PLAIN), one(crowd)));
    }

    private final Map<String, Way> all = new LinkedHashMap<>();

    Ways(Pools pools, Crowd crowd, Set<String> wanted) {
        MAKERS.forEach((name, maker) -> {
            if (wanted.contains(name)) {
                all.put(name, maker.apply(pools, crowd));
            }
        });
    }

    static Set<String> names() {
        return MAKERS.keySet();
    }

    Map<String, Way> all() {
        return all;
    }

    /** With as many tenants' configurations kept as the library does if nobody says anything. */
    private static TenancyBuilder byRole(Pools pools) {
        return Tenancy.builder(pools.of(Login.APP)).layout(pools.lab().layout());
    }

    private static TenancyBuilder byNames(Pools pools) {
        TenantLayout layout =
                pools.lab().layout().toBuilder().isolation(Isolation.QUALIFIED).build();
        return Tenancy.builder(pools.of(Login.PLAIN)).layout(layout);
    }

    private static Way registered(Pools pools, Crowd crowd) {
        TenantRegistry table =
                TenantRegistry.table(pools.of(Login.APP), pools.lab().layout());
        return new Ours(
                byRole(pools).registry(table.cached(Duration.ofMinutes(5))).build(), crowd.size());
    }

    private static Way plain(Pools pools, List<String> schemas) {
        List<Settings> settings = schemas.stream().map(PlainJooq::mappedTo).toList();
        return new PlainJooq(pools.of(Login.PLAIN), settings);
    }

    private static List<String> one(Crowd crowd) {
        return Collections.nCopies(crowd.size(), crowd.schema(0));
    }

    @Override
    public void close() {
        all.values().forEach(Way::close);
    }
}
