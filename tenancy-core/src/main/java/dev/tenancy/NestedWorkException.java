package dev.tenancy;

/** A unit of work was started inside another one of the same thread, without asking for a second connection. */
public final class NestedWorkException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient TenantId outer;

    NestedWorkException(TenantId outer, TenantId inner) {
        super(
                inner,
                "A unit of work in tenant '" + inner + "' was started inside one in tenant '" + outer
                        + "'. Use the DSLContext of the outer one (dsl.transaction(..) nests by savepoint), or ask for a"
                        + " second connection: WorkOptions.defaults().secondConnection().",
                null);
        this.outer = outer;
    }

    /**
     * The tenant of the unit of work that was already running; {@link #tenant()} is the refused one's.
     *
     * @return the outer tenant
     */
    public TenantId outer() {
        return outer;
    }
}
