package dev.tenancy.flyway;

import dev.tenancy.TenantStatus;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the registry a page at a time. */
final class Pages {

    private static final int ROWS = 1_000;

    private Pages() {}

    static Stream<Entry> stream(Parts parts, @Nullable TenantStatus status) {
        return Stream.iterate(
                        page(parts, status, ""),
                        page -> !page.isEmpty(),
                        page -> page.size() < ROWS
                                ? List.<Entry>of()
                                : page(
                                        parts,
                                        status,
                                        page.get(page.size() - 1).id().value()))
                .flatMap(List::stream);
    }

    private static List<Entry> page(Parts parts, @Nullable TenantStatus status, String after) {
        try (OwnerSession session = parts.connections().openExtra()) {
            return parts.registry().exists(session.dsl())
                    ? parts.registry().page(session.dsl(), status, after, ROWS)
                    : List.of();
        }
    }
}
