package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jooq.DSLContext;
import org.postgresql.ds.PGSimpleDataSource;

/** Another process that works on tenants, to be started many times at once, or to be killed where it halts. */
final class Child implements AutoCloseable {

    private static final int MEMORY_MB = 128;

    private final Process process;
    private final BufferedReader out;

    private Child(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Child start(PostgresExtension postgres, String... arguments) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        PGSimpleDataSource owner = postgres.ownerDataSource();
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + MEMORY_MB + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                Child.class.getName()));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("CHILD_URL", owner.getURL());
            builder.environment().put("CHILD_USER", String.valueOf(owner.getUser()));
            builder.environment().put("CHILD_PASSWORD", String.valueOf(owner.getPassword()));
            builder.environment()
                    .put("CHILD_APP", String.valueOf(postgres.appDataSource().getUser()));
            String group = postgres.layout().groupRole();
            builder.environment().put("CHILD_PREFIX", group.substring(0, group.length() - "_shared".length()));
            return new Child(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line that starts so, and fails with all it said if there is none. */
    String await(String start) {
        List<String> said = new ArrayList<>();
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
                said.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("The child ended without '" + start + "': " + said);
    }

    List<String> toTheEnd() throws InterruptedException {
        List<String> lines = out.lines().toList();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("The child does not end: " + lines);
        }
        return lines;
    }

    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("The child cannot be killed");
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        String id = arguments[1];
        switch (arguments[0]) {
            case "provision" -> many(threads(arguments), i -> TenantId.of(id));
            case "provision-each" -> many(threads(arguments), i -> TenantId.of(id + i));
            case "halt" -> tenants(new Halting(arguments[2])).provision(TenantId.of(id));
            case "deprovision" -> {
                Tenants tenants = tenants(new Halting("never"));
                System.out.println("deprovisioning");
                tenants.deprovision(TenantId.of(id));
            }
            case "fleet" -> fleet("filesystem:" + id);
            case "provision-at-once" -> plain("filesystem:" + arguments[2]).provision(TenantId.of(id));
            case "migrate" -> plain("filesystem:" + arguments[2]).migrate(TenantId.of(id));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done");
    }

    private static void ready() throws IOException {
        System.out.println("ready");
        if (System.in.read() < 0) {
            throw new IOException("nobody said go");
        }
    }

    private static int threads(String[] arguments) {
        return Integer.parseInt(arguments[2]);
    }

    private static void many(int threads, java.util.function.IntFunction<TenantId> ids)
            throws IOException, InterruptedException {
        Tenants tenants = tenants(new Halting("never"));
        ready();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Tenant>> answers = IntStream.range(0, threads)
                .mapToObj(i -> pool.submit(() -> {
                    start.await();
                    return tenants.provision(ids.apply(i));
                }))
                .toList();
        start.countDown();
        for (Future<Tenant> answer : answers) {
            try {
                System.out.println("answer " + answer.get().status());
            } catch (ExecutionException e) {
                System.out.println("error " + e.getCause());
            }
        }
        pool.shutdown();
    }

    /** Until nothing is pending; another runner is waited for. */
    private static void fleet(String location) throws IOException, InterruptedException {
        Fleet fleet = tenants(new Halting("never"), builder -> builder.locations(location)
                        .flyway(any -> {}))
                .fleet();
        ready();
        for (FleetPlan plan = fleet.plan(); !plan.upToDate(); plan = fleet.plan()) {
            try {
                FleetReport report = fleet.apply(
                        plan, FleetOptions.builder().listener(new Telling()).build());
                if (report.refused() == 0) { // the other has come to its end since the plan: look again
                    report.orThrow();
                }
            } catch (FleetBusyException e) {
                System.out.println("busy");
                Thread.sleep(50);
            }
        }
    }

    private static final class Telling implements FleetListener {

        @Override
        public void tenantDone(TenantMigration outcome, FleetProgress progress) {
            if (outcome instanceof TenantMigration.Migrated) {
                System.out.println("migrated " + outcome.tenant());
            }
        }
    }

    private static Tenants tenants(Halting halting) {
        return tenants(halting, builder -> builder);
    }

    private static Tenants tenants(Halting halting, UnaryOperator<TenantsBuilder> more) {
        return more.apply(builder().hook(halting).flyway(configuration -> configuration.callbacks(halting)))
                .build();
    }

    /** Without anything that would keep it from the batch. */
    private static Tenants plain(String location) {
        return builder().locations(location).build();
    }

    private static TenantsBuilder builder() {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setURL(System.getenv("CHILD_URL"));
        owner.setUser(System.getenv("CHILD_USER"));
        owner.setPassword(System.getenv("CHILD_PASSWORD"));
        return Tenants.builder(owner)
                .layout(TenantLayout.builder()
                        .rolePrefix(System.getenv("CHILD_PREFIX"))
                        .build())
                .sharedLocations("classpath:db/shared")
                .appLogin(System.getenv("CHILD_APP"))
                .lockTimeout(java.time.Duration.ofSeconds(60));
    }

    /** Says where it is and goes no further, when it is where it should halt. */
    record Halting(String point) implements ProvisioningHook, Callback {

        @Override
        public void before(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
            haltAt("before " + step);
        }

        @Override
        public void after(ProvisioningStep step, TenantId tenant, DSLContext dsl) {
            haltAt("after " + step);
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            String when = event == Event.BEFORE_EACH_MIGRATE ? "before " : "after ";
            haltAt(when + context.getMigrationInfo().getScript());
        }

        @Override
        public String getCallbackName() {
            return "halting";
        }

        private void haltAt(String here) {
            if (here.equals(point)) {
                System.out.println("halted " + here);
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
