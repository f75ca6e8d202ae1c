package dev.tenancy.sample;

import dev.tenancy.InvalidTenantIdException;
import dev.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tenant a request is for. The header selects, it does not authenticate: with an authorizer the tenant is the
 * authorizer's, and the header says the same or is absent.
 *
 * @param claim the authorizer's claim; empty if there is no authorizer
 */
record RequestTenant(Optional<String> claim) {

    static final String HEADER = "X-Tenant-ID";

    /**
     * The tenant.
     *
     * @param isolatedFor the tenant that Lambda keeps this environment for, if it does so
     * @throws Problem 400 if the header is missing or repeated, 403 if it is not who the authorizer says
     * @throws InvalidTenantIdException if the header is no tenant's id
     */
    TenantId of(ApiRequest request, @Nullable String isolatedFor) {
        String header = request.onlyHeader(HEADER);
        TenantId selected = header == null ? null : TenantId.of(header);
        TenantId tenant = claim.isPresent() ? vouched(request.claims(claim.get()), selected) : selected;
        if (tenant == null) {
            throw Problem.badRequest("The header " + HEADER + " is missing.");
        }
        if (isolatedFor != null && !isolatedFor.equals(tenant.value())) {
            throw forbidden();
        }
        return tenant;
    }

    private static TenantId vouched(List<Object> claims, @Nullable TenantId selected) {
        TenantId vouched = claims.stream().distinct().count() == 1 ? claimed(claims.get(0)) : null;
        if (vouched == null || (selected != null && !selected.equals(vouched))) {
            throw forbidden();
        }
        return vouched;
    }

    private static @Nullable TenantId claimed(Object claim) {
        try {
            return claim instanceof String id ? TenantId.of(id) : null;
        } catch (InvalidTenantIdException e) {
            return null;
        }
    }

    private static Problem forbidden() {
        return new Problem(403, "The credentials are not for this tenant.");
    }
}
