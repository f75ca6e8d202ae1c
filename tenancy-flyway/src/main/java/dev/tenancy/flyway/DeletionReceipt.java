package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link Tenants#deprovision} removed; the registry keeps it with the tombstone.
 *
 * @param tenant who is gone
 * @param deletedAt when the last of it was gone
 * @param rows how many rows each table had when it was dropped, by its name
 */
public record DeletionReceipt(TenantId tenant, Instant deletedAt, Map<String, Long> rows) {

    /**
     * Copies the map, in the order of the names.
     *
     * @param tenant who is gone
     * @param deletedAt when the last of it was gone
     * @param rows how many rows each table had
     */
    public DeletionReceipt {
        rows = Collections.unmodifiableMap(new TreeMap<>(rows));
    }

    /**
     * All rows of all tables.
     *
     * @return their number
     */
    public long totalRows() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }
}
