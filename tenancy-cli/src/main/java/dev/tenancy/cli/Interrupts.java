package dev.tenancy.cli;

import dev.tenancy.flyway.CancellationToken;
import java.lang.reflect.Proxy;

/**
 * The first Ctrl-C (or SIGTERM) cancels, the second ends the process. A shutdown hook could not: the JVM does not hear a
 * second signal while one runs. {@code sun.misc.Signal} could, which javac warns of and nothing silences: hence reflection.
 */
final class Interrupts {

    /** What a shell says of a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private Interrupts() {}

    static void cancel(CancellationToken token) {
        try {
            handle("INT", token);
            handle("TERM", token);
        } catch (ReflectiveOperationException e) {
            Output.problem("This JVM has no jdk.unsupported: Ctrl-C ends at once.");
        }
    }

    private static void handle(String name, CancellationToken token) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object stop = Proxy.newProxyInstance(
                Interrupts.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    stop(token);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), stop);
    }

    private static void stop(CancellationToken token) {
        if (token.isCancelled()) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        token.cancel();
        Output.problem("Stopping: the tenants in flight are finished, no other is started. Ctrl-C again ends at once.");
    }
}
