package dev.tenancy.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a race's rounds took.
 *
 * @param nanos each contender's time a unit, round by round
 */
record Times(Map<String, List<Double>> nanos) {

    Set<String> names() {
        return nanos.keySet();
    }

    /** Of one contender: for tables. It says little about another run. */
    double median(String name) {
        return median(of(name));
    }

    /** Of one to another in the same round: what one did while the machine was as it was for the other. */
    double ratio(String one, String other) {
        return median(ratios(one, other));
    }

    List<Double> ratios(String one, String other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < of(one).size(); round++) {
            ratios.add(of(one).get(round) / of(other).get(round));
        }
        return ratios;
    }

    /** The geometric mean of several races' ratios. */
    static double mean(List<Times> races, String one, String other) {
        return Math.exp(races.stream()
                .mapToDouble(race -> Math.log(race.ratio(one, other)))
                .average()
                .orElseThrow());
    }

    private List<Double> of(String name) {
        List<Double> times = nanos.get(name);
        if (times == null) {
            throw new IllegalArgumentException("There is no contender '" + name + "': " + nanos.keySet());
        }
        return times;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
