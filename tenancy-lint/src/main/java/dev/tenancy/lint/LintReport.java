package dev.tenancy.lint;

import java.util.List;

/**
 * What {@link Lint#check} found. Immutable.
 *
 * @param scripts how many scripts were looked at
 * @param findings in the order of scripts and lines
 */
public record LintReport(int scripts, List<Finding> findings) {

    /**
     * Copies the list.
     *
     * @param scripts how many
     * @param findings what was found
     */
    public LintReport {
        findings = List.copyOf(findings);
    }

    /**
     * Whether nothing must be mended.
     *
     * @return true if there are no findings but {@link Severity#NOTE}s
     */
    public boolean clean() {
        return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTE);
    }

    /** A line each finding, and how many there are. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(finding).append('\n'));
        String looked = scripts == 1 ? "1 script: " : scripts + " scripts: ";
        return text.append(looked).append(counts()).toString();
    }

    /**
     * All of the report as JSON.
     *
     * @return an object with {@code scripts}, {@code clean} and {@code findings}, each with {@code rule}, {@code severity},
     *     {@code script}, {@code line}, {@code problem} and {@code instead}
     */
    public String toJson() {
        return LintJson.of(this);
    }

    private String counts() {
        return findings.isEmpty()
                ? "nothing found."
                : count(Severity.ERROR, "error") + ", " + count(Severity.WARNING, "warning") + ", "
                        + count(Severity.NOTE, "note") + ".";
    }

    private String count(Severity severity, String word) {
        long count = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        return count == 1 ? "1 " + word : count + " " + word + "s";
    }
}
