package dev.tenancy;

/** {@link IsolationCheck#orThrow()} found something. The message has each finding with the SQL that mends it. */
public final class IsolationException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient IsolationCheck check;

    IsolationException(IsolationCheck check) {
        super(null, check.toString(), null);
        this.check = check;
    }

    /**
     * What was found.
     *
     * @return the check, with at least one finding
     */
    public IsolationCheck check() {
        return check;
    }
}
