package dev.tenancy.lint;

import java.util.stream.Collectors;

/** A report as JSON. This module depends on nothing, and needs strings and numbers alone. */
final class LintJson {

    private LintJson() {}

    static String of(LintReport report) {
        return "{\"scripts\":" + report.scripts() + ",\"clean\":" + report.clean() + ",\"findings\":"
                + report.findings().stream().map(LintJson::of).collect(Collectors.joining(",", "[", "]")) + "}";
    }

    private static String of(Finding finding) {
        return "{\"rule\":" + quoted(finding.rule().id()) + ",\"severity\":"
                + quoted(finding.severity().toString()) + ",\"script\":" + quoted(finding.script()) + ",\"line\":"
                + finding.line() + ",\"problem\":" + quoted(finding.problem()) + ",\"instead\":"
                + quoted(finding.instead()) + "}";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
