package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whose schema is not like the others', and in what: what {@link Fleet#drift()} found. Immutable.
 *
 * <p>Tenants are compared with those that ran the same scripts, and the schema that most of these have is taken for the
 * right one. A fleet that was changed by hand everywhere in the same way does not drift.
 */
public final class DriftReport {

    private final Instant at;
    private final int compared;
    private final List<Group> groups;
    private final List<NotCompared> notCompared;

    DriftReport(Instant at, int compared, List<Group> groups, List<NotCompared> notCompared) {
        this.at = at;
        this.compared = compared;
        this.groups = List.copyOf(groups);
        this.notCompared = List.copyOf(notCompared);
    }

    /**
     * When the look began.
     *
     * @return by this process's clock
     */
    public Instant at() {
        return at;
    }

    /**
     * How many tenants were compared.
     *
     * @return those that drifted and those that did not
     */
    public int compared() {
        return compared;
    }

    /**
     * Who drifted: tenants with the same differences are one group.
     *
     * @return the largest group first; empty is good
     */
    public List<Group> groups() {
        return groups;
    }

    /**
     * Tenants that could not be compared with others.
     *
     * @return in the order of their ids
     */
    public List<NotCompared> notCompared() {
        return notCompared;
    }

    /**
     * How many tenants drifted.
     *
     * @return the tenants of all groups
     */
    public int drifted() {
        return groups.stream().mapToInt(group -> group.tenants().size()).sum();
    }

    /**
     * Leaves out differences that are known and wanted: an index that one large tenant has, say.
     *
     * <pre>{@code
     * fleet.drift().ignoring(difference -> difference.name().equals("items_large")).orThrow();
     * }</pre>
     *
     * @param known says which ones
     * @return a report without them, and without the tenants that have no other
     */
    public DriftReport ignoring(Predicate<Difference> known) {
        List<Group> left = groups.stream()
                .map(group -> new Group(
                        group.tenants(),
                        group.like(),
                        group.peers(),
                        group.version(),
                        group.differences().stream().filter(known.negate()).toList()))
                .filter(group -> !group.differences().isEmpty())
                .toList();
        return new DriftReport(at, compared, left, notCompared);
    }

    /**
     * For who wants an exception: a pipeline, say.
     *
     * @return this, if nobody drifted
     * @throws DriftException if a tenant did; its message is the text of this report
     */
    public DriftReport orThrow() {
        if (!groups.isEmpty()) {
            throw new DriftException(this);
        }
        return this;
    }

    /** A short text: who drifted in what, and who was not compared. */
    @Override
    public String toString() {
        return DriftText.of(this);
    }

    /**
     * All of the report as JSON.
     *
     * @return an object with {@code at}, {@code compared}, {@code drifted}, {@code groups} and {@code notCompared}; members
     *     that are empty are left out
     */
    public String toJson() {
        return DriftText.json(this);
    }

    /**
     * Tenants that differ from the others in the same things.
     *
     * @param tenants in the order of their ids
     * @param like one of those that they were compared with
     * @param peers how many of these there are
     * @param version the version that all of them have; empty if no versioned script ran
     * @param differences at least one, by table and name
     */
    public record Group(
            List<TenantId> tenants, TenantId like, int peers, Optional<String> version, List<Difference> differences) {

        /**
         * Copies the lists.
         *
         * @param tenants who differs
         * @param like whom from
         * @param peers how many of these
         * @param version of all of them
         * @param differences in what
         */
        public Group {
            tenants = List.copyOf(tenants);
            differences = List.copyOf(differences);
        }
    }

    /**
     * A tenant that could not be compared.
     *
     * @param tenant whom
     * @param why a sentence
     */
    public record NotCompared(TenantId tenant, String why) {}
}
