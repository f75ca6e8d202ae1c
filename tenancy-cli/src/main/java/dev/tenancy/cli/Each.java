package dev.tenancy.cli;

import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tenants that were named, one after another: one that fails does not stop the others, a lost connection does. */
final class Each<T> {

    private final List<T> done = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    private volatile @Nullable TenantId current;

    /** Ctrl-C says at whom it came. */
    static <T> Each<T> of(List<TenantId> tenants, Function<TenantId, T> work) {
        Each<T> each = new Each<>();
        Interrupts.tell(each::interrupted);
        for (TenantId tenant : tenants) {
            if (each.failures.stream().noneMatch(failure -> failure.exit() == Exit.BROKEN)) {
                each.run(tenant, work);
            }
        }
        return each;
    }

    private void run(TenantId tenant, Function<TenantId, T> work) {
        current = tenant;
        try {
            done.add(work.apply(tenant));
        } catch (TenancyException | RefusedException e) {
            Failure failure = Failure.of(e);
            failures.add(failure);
            Output.problem(failure.message());
        }
    }

    /** Says only what is so of those that were asked for. */
    Each<T> keep(Predicate<T> wanted) {
        done.removeIf(wanted.negate());
        return this;
    }

    private String interrupted() {
        return "Interrupted at tenant '" + current
                + "'. What PostgreSQL had not committed it takes back; tenants named after"
                + " this one were not begun. The same command again goes on from there.";
    }

    Answer answer(Function<List<T>, String> text, Function<T, Map<String, @Nullable Object>> json) {
        return Answer.of(
                exit(),
                () -> text.apply(done),
                Json.object(
                        "tenants", done.stream().map(json).toList(),
                        "failures", failures.stream().map(Failure::json).toList()));
    }

    /** Some done and some not is a failure; none done, for one reason, is that reason. */
    private Exit exit() {
        if (failures.isEmpty()) {
            return Exit.DONE;
        }
        Exit first = failures.get(0).exit();
        boolean same = done.isEmpty() && failures.stream().allMatch(failure -> failure.exit() == first);
        return same || failures.get(failures.size() - 1).exit() == Exit.BROKEN
                ? failures.get(failures.size() - 1).exit()
                : Exit.FAILED;
    }
}
