package dev.tenancy.sample;

import dev.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: {@code limit} rows after a row. Keyset pagination: a page costs the same wherever it
 * is, and an insert shifts nothing.
 */
record Page(int limit, @Nullable After after) {

    private static final int USUAL = 20;
    private static final int MOST = 100;

    /** The last row of the page before. */
    record After(OffsetDateTime createdAt, UUID id) {}

    /** From the query's {@code limit} and {@code cursor}; 400 if one is bad. */
    static Page of(Call call) {
        String limit = call.request().query("limit");
        String cursor = call.request().query("cursor");
        return new Page(limit == null ? USUAL : limit(limit), cursor == null ? null : after(cursor, call.tenant()));
    }

    /** For the client to give back. It holds the tenant, and is refused for another one. */
    static String cursor(TenantId tenant, OffsetDateTime createdAt, UUID id) {
        String text = tenant.value() + ' ' + createdAt.toInstant() + ' ' + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw Problem.badRequest("The query's limit must be from 1 to " + MOST + ".");
        }
        return limit;
    }

    private static After after(String cursor, TenantId tenant) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length == 3 && parts[0].equals(tenant.value())) {
                OffsetDateTime createdAt = Instant.parse(parts[1]).atOffset(ZoneOffset.UTC);
                After after = new After(createdAt, UUID.fromString(parts[2]));
                if (cursor.equals(cursor(tenant, after.createdAt, after.id))) {
                    return after;
                }
            }
        } catch (IllegalArgumentException | DateTimeException refused) {
            // the same answer as for another tenant's
        }
        throw Problem.badRequest("The query's cursor is not one that this list gave.");
    }
}
