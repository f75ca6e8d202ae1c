package dev.tenancy.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs suites of benchmarks: {@code java -jar benchmarks.jar request}. Exits with 1 if a ratio is worse than twice its goal (or
 * than twice what was reached, where that is far from the goal) or a count more than it may be, and with 2 if the command was not understood.
 */
public final class Main {

    private static final Logger ROOT = Logger.getLogger(""); // kept, or its level would be forgotten

    /** In the order in which {@code all} runs them. */
    private static final Map<String, Suite> SUITES = new LinkedHashMap<>();

    static {
        SUITES.put("request", new RequestSuite());
        SUITES.put("provision", new ProvisionSuite());
        SUITES.put("fleet-noop", new FleetNoopSuite());
        SUITES.put("fleet-apply", new FleetApplySuite());
        SUITES.put("workers", new WorkersSuite());
        SUITES.put("sample", new SampleSuite());
        SUITES.put("memory", new MemorySuite());
        SUITES.put("many", new ManySuite());
        SUITES.put("jmh", new JmhSuite());
    }

    private Main() {}

    /**
     * Runs what is asked for.
     *
     * @param args suites and options
     * @throws Exception if a suite could not be run
     */
    public static void main(String[] args) throws Exception {
        ROOT.setLevel(Level.WARNING);
        System.exit(run(List.of(args), System.out, SUITES));
    }

    static int run(List<String> arguments, PrintStream out, Map<String, Suite> suites) throws Exception {
        Options options;
        Map<String, Suite> chosen;
        try {
            options = Options.parse(arguments);
            chosen = chosen(options.suites(), suites);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage() + "\n" + Options.USAGE + "\nSuites: " + suites.keySet() + ", all");
            return 2;
        }
        Findings findings = new Findings(out);
        for (Map.Entry<String, Suite> suite : chosen.entrySet()) {
            long start = System.nanoTime();
            out.println("\n== " + suite.getKey() + (options.quick() ? ", quick" : ""));
            suite.getValue().run(options, findings);
            out.println(suite.getKey() + " took "
                    + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
            findings.figures();
        }
        findings.regressions().forEach(regression -> out.println("regression: " + regression));
        return findings.regressions().isEmpty() ? 0 : 1;
    }

    private static Map<String, Suite> chosen(List<String> names, Map<String, Suite> suites) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("Which suite?");
        }
        Map<String, Suite> chosen = new LinkedHashMap<>();
        for (String name : names.equals(List.of("all")) ? suites.keySet() : names) {
            Suite suite = suites.get(name);
            if (suite == null) {
                throw new IllegalArgumentException("There is no suite '" + name + "'.");
            }
            chosen.put(name, suite);
        }
        return chosen;
    }
}
