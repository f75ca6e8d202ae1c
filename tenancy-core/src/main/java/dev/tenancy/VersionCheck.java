package dev.tenancy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@link TenantRegistry#verifyVersions} found: the active tenants whose tables are older or newer than what this
 * build can serve. Empty is good. Immutable.
 *
 * @param least the oldest version that this build can serve
 * @param most the newest one
 * @param tenants how many active tenants there are
 * @param outside those of them that are behind {@code least} or ahead of {@code most}, in the order of their ids
 */
public record VersionCheck(String least, String most, int tenants, List<Outside> outside) {

    private static final int NAMED = 10;

    /**
     * Copies the list.
     *
     * @param least the oldest version
     * @param most the newest one
     * @param tenants how many active tenants there are
     * @param outside those that this build cannot serve
     */
    public VersionCheck {
        outside = List.copyOf(outside);
    }

    /**
     * Fails if there is any tenant outside; to be called once when a program starts.
     *
     * @throws VersionException with the number of tenants and the first of them in its message
     */
    public void orThrow() {
        if (!outside.isEmpty()) {
            throw new VersionException(this);
        }
    }

    /** The numbers, and the first ten tenants that are behind and ahead, with what to do. */
    @Override
    public String toString() {
        String range = least.equals(most) ? least : least + " to " + most;
        if (outside.isEmpty()) {
            return "This build needs version " + range + ", and all of " + tenants + " active tenants are there.";
        }
        return "This build needs version " + range + ", and " + outside.size() + " of " + tenants
                + " active tenants are outside:"
                + named("behind", false, "migrate them: tenants.fleet().apply(..)")
                + named("ahead", true, "deploy the build that knows their version.");
    }

    private String named(String where, boolean ahead, String next) {
        List<Outside> all =
                outside.stream().filter(tenant -> tenant.ahead() == ahead).toList();
        if (all.isEmpty()) {
            return "";
        }
        String first = all.stream().limit(NAMED).map(Outside::toString).collect(Collectors.joining(", "));
        String more = all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "";
        return "\n- " + where + ": " + first + more + "\n  next: " + next;
    }

    /**
     * One tenant that this build cannot serve.
     *
     * @param tenant who
     * @param version the version it is at; empty if no versioned migration has run yet
     * @param ahead true if it is newer than this build, false if it is older
     */
    public record Outside(TenantId tenant, Optional<String> version, boolean ahead) {

        /** The tenant and its version. */
        @Override
        public String toString() {
            return tenant + " (" + version.orElse("none yet") + ")";
        }
    }
}
