package dev.tenancy.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found in a script; the same thing once a line. */
final class Findings {

    private final String script;
    private final Set<Finding> found = new LinkedHashSet<>();

    Findings(String script) {
        this.script = script;
    }

    void add(Rule rule, Severity severity, int line, String problem, String instead) {
        found.add(new Finding(rule, severity, script, line, problem, instead));
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>(found);
        all.sort(Comparator.comparingInt(Finding::line));
        return all;
    }
}
