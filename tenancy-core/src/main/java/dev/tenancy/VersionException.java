package dev.tenancy;

/** {@link VersionCheck#orThrow()} found tenants that this build cannot serve. */
public final class VersionException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient VersionCheck check;

    VersionException(VersionCheck check) {
        super(null, check.toString(), null);
        this.check = check;
    }

    /**
     * What was found.
     *
     * @return the check, with at least one tenant outside
     */
    public VersionCheck check() {
        return check;
    }
}
