package dev.tenancy.sample.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What there is to try, in lines that can be copied. */
final class Banner {

    private Banner() {}

    static String of(String url, List<String> tenants, LocalDatabase database, Optional<Path> data) {
        String first = tenants.get(0);
        String second = tenants.get(1);
        return """

                The items API runs. Tenants: %1$s.

                  Page      %2$s/
                  API       %2$s/items
                  Database  %3$s (%4$s)

                Try:

                  curl -i -X POST %2$s/items -H 'X-Tenant-ID: %5$s' -H 'Content-Type: application/json' -d '{"name": "Anvil", "quantity": 3}'
                  curl -i %2$s/items -H 'X-Tenant-ID: %5$s'
                  curl -i %2$s/items -H 'X-Tenant-ID: %6$s'
                  curl -i %2$s/items -H 'X-Tenant-ID: ghost'

                Ctrl-C stops it.
                """.formatted(
                        String.join(", ", tenants),
                        url,
                        database.url(),
                        data.map(dir -> "kept in " + dir).orElse("deleted at the end; --data DIR keeps it"),
                        first,
                        second);
    }
}
