package dev.tenancy.benchmarks;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What JMH measures: {@link CoreBenchmark}. No figure: there is no rival. */
final class JmhSuite implements Suite {

    @Override
    public void run(Options options, Findings findings) throws Exception {
        int rounds = options.quick() ? 1 : 5;
        ChainedOptionsBuilder jmh = new OptionsBuilder()
                .include(CoreBenchmark.class.getName())
                .addProfiler("gc")
                .verbosity(VerboseMode.SILENT)
                .forks(1)
                .warmupIterations(rounds)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(rounds)
                .measurementTime(TimeValue.milliseconds(options.quick() ? 200 : 1_000));
        Collection<RunResult> results = new Runner(jmh.build()).run();
        Table table = new Table("Without I/O", "", "time", "allocated");
        for (RunResult result : results) {
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            table.row(
                    result.getPrimaryResult().getLabel(),
                    String.format(
                            Locale.ROOT, "%.0f ns", result.getPrimaryResult().getScore()),
                    allocated == null ? "?" : String.format(Locale.ROOT, "%.0f B", allocated.getScore()));
        }
        findings.table(table);
    }
}
