package dev.tenancy.cli;

import dev.tenancy.flyway.CancellationToken;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/**
 * What Ctrl-C (or SIGTERM) does. A shutdown hook could not cancel a run: the JVM does not hear a second signal while one
 * runs. {@code sun.misc.Signal} could, which javac warns of and nothing silences: hence reflection.
 */
final class Interrupts {

    private Interrupts() {}

    /** The first cancels, the second ends the process. */
    static void cancel(CancellationToken token) {
        if (!handle(() -> cancelOrEnd(token))) {
            Output.problem("This JVM has no jdk.unsupported: Ctrl-C ends at once.");
        }
    }

    /** The first ends the process, with a word about what was being done; without a word where the JVM has no jdk.unsupported. */
    static void tell(Supplier<String> problem) {
        handle(() -> {
            Output.problem(problem.get());
            end();
        });
    }

    private static boolean handle(Runnable action) {
        try {
            handle("INT", action);
            handle("TERM", action);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object stop = Proxy.newProxyInstance(
                Interrupts.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    action.run();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), stop);
    }

    private static void cancelOrEnd(CancellationToken token) {
        if (token.isCancelled()) {
            end();
        }
        token.cancel();
        Output.problem("Stopping: the tenants in flight are finished, no other is started. Ctrl-C again ends at once.");
    }

    private static void end() {
        Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
    }
}
