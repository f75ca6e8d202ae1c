package dev.tenancy.flyway;

import dev.tenancy.flyway.CatalogObject.Identity;
import dev.tenancy.flyway.Difference.ObjectType;
import dev.tenancy.flyway.Difference.What;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is other in one schema than in another. What goes with a table that is missing or extra is not named too. */
final class Differences {

    /** Only the order of columns counts, and only of those that both have. */
    private static final String POSITION = "position";

    private final Map<Identity, CatalogObject> expected;
    private final Map<Identity, CatalogObject> found;
    private final List<Difference> differences = new ArrayList<>();

    private Differences(List<CatalogObject> expected, List<CatalogObject> found) {
        this.expected = byKey(expected);
        this.found = byKey(found);
    }

    static List<Difference> between(List<CatalogObject> expected, List<CatalogObject> found) {
        return new Differences(expected, found).all();
    }

    private static Map<Identity, CatalogObject> byKey(List<CatalogObject> objects) {
        return objects.stream().collect(Collectors.toMap(CatalogObject::identity, Function.identity()));
    }

    private List<Difference> all() {
        alone(What.MISSING, expected, found);
        alone(What.EXTRA, found, expected);
        expected.forEach((key, object) -> {
            CatalogObject other = found.get(key);
            if (other != null) {
                properties(object, other);
            }
        });
        orderOfColumns();
        differences.sort(Comparator.comparing((Difference d) -> d.table().orElse(d.name()))
                .thenComparing(Difference::type)
                .thenComparing(Difference::name)
                .thenComparing(Difference::what)
                .thenComparing(d -> d.property().orElse("")));
        return differences;
    }

    private void alone(What what, Map<Identity, CatalogObject> here, Map<Identity, CatalogObject> there) {
        Set<String> parents = new HashSet<>();
        here.forEach((key, object) -> {
            if (!there.containsKey(key)) {
                parents.add(key.type() == ObjectType.COLUMN ? key.table() + "." + key.name() : key.name());
            }
        });
        here.forEach((key, object) -> {
            boolean withParent = parents.contains(object.parent()) || parents.contains(tableOf(object));
            if (!there.containsKey(key) && !withParent) {
                Map<String, String> properties = object.properties();
                Optional<String> shown =
                        Optional.ofNullable(properties.getOrDefault("definition", properties.get("type")));
                differences.add(
                        what == What.MISSING
                                ? difference(what, object, null, shown, Optional.empty())
                                : difference(what, object, null, Optional.empty(), shown));
            }
        });
    }

    /** A sequence's parent is a column. */
    private static String tableOf(CatalogObject object) {
        String parent = object.parent();
        return object.type() == ObjectType.SEQUENCE && parent.contains(".")
                ? parent.substring(0, parent.indexOf('.'))
                : parent;
    }

    private void properties(CatalogObject object, CatalogObject other) {
        Set<String> names = new TreeSet<>(object.properties().keySet());
        names.addAll(other.properties().keySet());
        names.remove(POSITION);
        for (String name : names) {
            String here = object.properties().get(name);
            String there = other.properties().get(name);
            if (name.equals("rights")) {
                rights(object, here, there);
            } else if (!java.util.Objects.equals(here, there)) {
                changed(object, name, here, there);
            }
        }
    }

    private void rights(CatalogObject object, @Nullable String here, @Nullable String there) {
        Map<String, String> expectedRights = AclText.rights(here);
        Map<String, String> foundRights = AclText.rights(there);
        Set<String> holders = new TreeSet<>(expectedRights.keySet());
        holders.addAll(foundRights.keySet());
        for (String holder : holders) {
            String expectedOnes = expectedRights.get(holder);
            String foundOnes = foundRights.get(holder);
            if (!java.util.Objects.equals(expectedOnes, foundOnes)) {
                changed(object, "rights of " + holder, expectedOnes, foundOnes);
            }
        }
    }

    private void orderOfColumns() {
        Map<String, List<CatalogObject>> tables = expected.values().stream()
                .filter(object -> object.type() == ObjectType.COLUMN && found.containsKey(object.identity()))
                .collect(Collectors.groupingBy(CatalogObject::parent, TreeMap::new, Collectors.toList()));
        tables.forEach((table, columns) -> {
            String here = inOrder(columns);
            String there = inOrder(
                    columns.stream().map(column -> found.get(column.identity())).toList());
            if (!here.equals(there)) {
                differences.add(new Difference(
                        What.CHANGED,
                        ObjectType.TABLE,
                        Optional.empty(),
                        table,
                        Optional.of("order of columns"),
                        Optional.of(here),
                        Optional.of(there)));
            }
        });
    }

    private static String inOrder(List<CatalogObject> columns) {
        return columns.stream()
                .sorted(Comparator.comparing(
                        column -> Integer.valueOf(column.properties().getOrDefault(POSITION, "0"))))
                .map(CatalogObject::name)
                .collect(Collectors.joining(", "));
    }

    private void changed(CatalogObject object, String property, @Nullable String here, @Nullable String there) {
        differences.add(
                difference(What.CHANGED, object, property, Optional.ofNullable(here), Optional.ofNullable(there)));
    }

    private static Difference difference(
            What what,
            CatalogObject object,
            @Nullable String property,
            Optional<String> expected,
            Optional<String> found) {
        String table = object.type() == ObjectType.SEQUENCE ? "" : object.parent();
        return new Difference(
                what,
                object.type(),
                table.isEmpty() ? Optional.empty() : Optional.of(table),
                object.name(),
                Optional.ofNullable(property),
                expected,
                found);
    }
}
