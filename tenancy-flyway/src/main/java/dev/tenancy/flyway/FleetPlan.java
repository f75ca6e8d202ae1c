package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantStatus;
import dev.tenancy.lint.Lint;
import dev.tenancy.lint.LintReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where all tenants of a database stood at one moment, and what a run would do: of the {@link TenantStatus#ACTIVE} and the
 * {@link TenantStatus#SUSPENDED} ones. Immutable; holds nothing that needs closing.
 */
public final class FleetPlan {

    private final Instant at;
    private final List<TenantPlan> tenants;
    private final Map<TenantId, Seen> seen;
    private final List<ScriptPlan> scripts;
    private final Map<TenantStatus, List<TenantId>> leftOut;
    private final Scripts read;
    private final Lint lint;
    private volatile @Nullable LintReport found;

    FleetPlan(
            Instant at,
            List<TenantPlan> tenants,
            Map<TenantId, Seen> seen,
            List<ScriptPlan> scripts,
            Map<TenantStatus, List<TenantId>> leftOut,
            Scripts read,
            Lint lint) {
        this.at = at;
        this.tenants = List.copyOf(tenants);
        this.seen = Map.copyOf(seen);
        this.scripts = List.copyOf(scripts);
        this.leftOut = leftOut;
        this.read = read;
        this.lint = lint;
    }

    /**
     * When the plan was begun.
     *
     * @return by this process's clock
     */
    public Instant at() {
        return at;
    }

    /**
     * All tenants of the plan.
     *
     * @return in the order of their ids
     */
    public List<TenantPlan> tenants() {
        return tenants;
    }

    /**
     * The tenants in one state.
     *
     * @param state which one
     * @return in the order of their ids
     */
    public List<TenantPlan> tenants(PlanState state) {
        return tenants.stream().filter(tenant -> tenant.state() == state).toList();
    }

    /**
     * The scripts that a run would run somewhere.
     *
     * @return in the order in which Flyway runs them
     */
    public List<ScriptPlan> scripts() {
        return scripts;
    }

    /**
     * What the lint finds in the scripts that a run would run somewhere; the others tell it which tables have rows. Looked for
     * when it is first asked for, here or by a text. A migration in Java and a script of more than a megabyte are not looked at.
     *
     * @return the findings, in the order of {@link #scripts()}
     */
    public LintReport lint() {
        LintReport known = found;
        if (known == null) {
            known = PlanLint.of(lint, read.texts(), scripts);
            found = known;
        }
        return known;
    }

    /**
     * Tenants that are not in the plan because of their status: they are being made or removed, or that stopped. Those that
     * were removed are not named.
     *
     * @return their ids by status, in order; statuses that no tenant has are not there
     */
    public Map<TenantStatus, List<TenantId>> leftOut() {
        return leftOut;
    }

    /**
     * Whether there is nothing to do and nothing in the way.
     *
     * @return true if nothing is pending and no tenant has a problem
     */
    public boolean upToDate() {
        return tenants.stream()
                .allMatch(tenant ->
                        tenant.state() != PlanState.PENDING && tenant.problem().isEmpty());
    }

    /** Whether these are the scripts that it was made for, to the letter. */
    boolean isOf(Scripts scripts) {
        return read.byName().equals(scripts.byName()) && read.refusal().equals(scripts.refusal());
    }

    /** The history that a tenant had, which a run expects to find again. */
    Seen seen(TenantId tenant) {
        return seen.getOrDefault(tenant, NOTHING);
    }

    /** What tells a history from what it was. */
    record Seen(String fingerprint, Mark mark) {}

    private static final Seen NOTHING = new Seen("", Mark.NONE);

    /** A short table: tenants by state, pending scripts and what the lint finds in them, and the first problems with their mends. */
    @Override
    public String toString() {
        return FleetPlanText.of(this);
    }

    /**
     * All of the plan as JSON.
     *
     * @return an object with {@code at}, {@code states} (how many tenants are in each), {@code scripts}, {@code tenants},
     *     {@code leftOut}, and {@code lint} as {@link LintReport#toJson()} has it; what a tenant has none of is left out
     */
    public String toJson() {
        return FleetPlanText.json(this);
    }
}
