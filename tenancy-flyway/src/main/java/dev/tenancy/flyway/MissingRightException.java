package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import java.util.List;
import java.util.stream.Collectors;

/** The owner login lacks rights that its work needs. The message has the SQL that gives each. */
public final class MissingRightException extends TenancyException {

    private static final long serialVersionUID = 1;

    private final transient List<MissingRight> missing;

    MissingRightException(String login, List<MissingRight> missing) {
        super(
                null,
                "The login '" + login + "' cannot own tenants, " + missing.size()
                        + " missing. As an administrator of the database:\n"
                        + missing.stream()
                                .map(right -> right.grant() + " -- " + right.need())
                                .collect(Collectors.joining("\n")),
                null);
        this.missing = List.copyOf(missing);
    }

    /**
     * What is missing.
     *
     * @return at least one right
     */
    public List<MissingRight> missing() {
        return missing;
    }

    /**
     * A right that is missing.
     *
     * @param need what it is needed for
     * @param grant the SQL that gives it, for an administrator
     */
    public record MissingRight(String need, String grant) {}
}
