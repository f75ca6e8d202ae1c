package dev.tenancy.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets contenders take turns, so that what disturbs the machine disturbs all of them. A round has one turn of each; who begins
 * changes from round to round.
 */
final class Race {

    /** What a round needs. */
    @FunctionalInterface
    interface Preparation {

        void run() throws Exception;
    }

    private final List<Contender> contenders;
    private Preparation preparation = () -> {};
    private final Map<String, Integer> done = new HashMap<>();

    Race(List<Contender> contenders) {
        this.contenders = contenders;
    }

    /** Something that is done once a round, and not measured. */
    Race before(Preparation eachRound) {
        preparation = eachRound;
        return this;
    }

    Times run(Pace pace) throws Exception {
        for (int round = 0; round < pace.warmUp(); round++) {
            round(round);
        }
        Map<String, List<Double>> times = new LinkedHashMap<>();
        contenders.forEach(contender -> times.put(contender.name(), new ArrayList<>()));
        for (int round = 0; round < pace.rounds(); round++) {
            round(round).forEach((name, time) -> times.computeIfAbsent(name, first -> new ArrayList<>())
                    .add(time));
        }
        return new Times(times);
    }

    private Map<String, Double> round(int round) throws Exception {
        preparation.run();
        Map<String, Double> times = new HashMap<>();
        for (int i = 0; i < contenders.size(); i++) {
            Contender contender = contenders.get((round + i) % contenders.size());
            times.put(contender.name(), turn(contender));
        }
        return times;
    }

    /** Nanoseconds a unit: the median, so that a unit in which somebody else had the processor does not count. */
    private double turn(Contender contender) throws Exception {
        int from = done.getOrDefault(contender.name(), 0);
        done.put(contender.name(), from + contender.units());
        List<Double> units = new ArrayList<>(contender.units());
        for (int n = from; n < from + contender.units(); n++) {
            long start = System.nanoTime();
            contender.work().run(n);
            units.add((double) (System.nanoTime() - start));
        }
        return Times.median(units);
    }
}
