package dev.tenancy.lint;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The scripts of tenants, in the order in which they run, and which of them are new. Those that are not new have run
 * somewhere: they cannot be changed, so they are not looked at, but what they made has rows in it. Immutable.
 */
public final class MigrationScripts {

    private final List<MigrationScript> all;
    private final Set<String> released;

    private MigrationScripts(List<MigrationScript> all, Set<String> released) {
        this.all = all;
        this.released = released;
    }

    /**
     * Reads scripts: all files {@code *.sql} in these places and below. What is beside a script as {@code *.sql.conf} says
     * whether it runs in a transaction.
     *
     * @param locations as Flyway takes them: {@code classpath:db/tenant}, {@code filesystem:src/main/resources/db/tenant};
     *     without wildcards
     * @return the scripts, all of them new
     * @throws IllegalArgumentException if a place does not exist, or holds no script
     * @throws java.io.UncheckedIOException if a script cannot be read
     */
    public static MigrationScripts in(String... locations) {
        return of(Locations.read(List.of(locations)));
    }

    /**
     * Scripts that were read already.
     *
     * @param scripts in any order
     * @return the scripts, all of them new
     */
    public static MigrationScripts of(List<MigrationScript> scripts) {
        return new MigrationScripts(
                scripts.stream()
                        .sorted(Comparator.comparing(MigrationScript::name, ScriptOrder.FLYWAYS))
                        .toList(),
                Set.of());
    }

    /**
     * Scripts whose order is known.
     *
     * @param scripts in the order in which they run
     * @return the scripts, all of them new
     */
    public static MigrationScripts inOrder(List<MigrationScript> scripts) {
        return new MigrationScripts(List.copyOf(scripts), Set.of());
    }

    /**
     * Says which ones were released: versioned scripts up to a version.
     *
     * @param version the newest that may have run somewhere: {@code 7}, {@code 2026.11.2}
     * @return the same scripts, with those above it and all repeatable ones new
     * @throws IllegalArgumentException if it is no version
     */
    public MigrationScripts since(String version) {
        if (!version.matches("\\d+([._]\\d+)*")) {
            throw new IllegalArgumentException(
                    "'" + version + "' is no version: numbers with dots or underscores between, like 7 or 2026.11.2.");
        }
        return released(name -> ScriptOrder.version(name)
                .filter(one -> ScriptOrder.VERSIONS.compare(one, version) <= 0)
                .isPresent());
    }

    /**
     * Says which ones were released, one by one.
     *
     * @param released takes a script's name
     * @return the same scripts, with all others new
     */
    public MigrationScripts released(Predicate<String> released) {
        return new MigrationScripts(
                all,
                Set.copyOf(
                        all.stream().map(MigrationScript::name).filter(released).toList()));
    }

    /** All of them, in the order in which they run. */
    List<MigrationScript> all() {
        return all;
    }

    boolean isNew(MigrationScript script) {
        return !released.contains(script.name());
    }
}
