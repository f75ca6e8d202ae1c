package dev.tenancy.lint;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Comments that allow findings: {@code -- tenancy:allow <rule>: <reason>} for the statement that it is in, on a line with, or
 * before; {@code tenancy:allow-script} for all of the script.
 */
final class Allowances {

    private static final Pattern COMMENT =
            Pattern.compile("tenancy:allow(-script)?\\b[ \\t]*([^:\\r\\n]*)(?::[ \\t]*([^\\r\\n]*))?");

    private final String script;
    private final SqlScript text;

    private Allowances(String script, SqlScript text) {
        this.script = script;
        this.text = text;
    }

    static List<Finding> apply(String script, SqlScript text, List<Finding> findings) {
        Allowances allowances = new Allowances(script, text);
        List<Finding> left = new ArrayList<>(findings);
        for (Token comment : text.comments()) {
            Matcher allowance = COMMENT.matcher(comment.text());
            while (allowance.find()) {
                allowances.apply(comment, allowance, findings, left);
            }
        }
        left.sort(Comparator.comparingInt(Finding::line));
        return left;
    }

    private void apply(Token comment, Matcher allowance, List<Finding> findings, List<Finding> left) {
        String id = allowance.group(2).strip();
        Optional<Rule> rule = Rule.of(id).filter(one -> one != Rule.ALLOWANCE);
        String reason = allowance.group(3) == null
                ? ""
                : allowance.group(3).replace("*/", "").strip();
        if (rule.isEmpty()) {
            left.add(finding(
                    comment, Severity.ERROR, "There is no rule '" + id + "' to allow.", "Name one of docs/lint.md."));
        } else if (reason.isEmpty()) {
            left.add(finding(
                    comment,
                    Severity.ERROR,
                    "Rule " + id + " is allowed without a reason, so it is not.",
                    "Say why: -- tenancy:allow " + id + ": because ..."));
        } else {
            List<Finding> allowed = findings.stream()
                    .filter(finding -> finding.rule() == rule.get())
                    .filter(finding -> allowance.group(1) != null || covers(comment, finding.line()))
                    .toList();
            left.removeAll(allowed);
            if (allowed.isEmpty()) {
                left.add(finding(
                        comment, Severity.WARNING, "Nothing breaks rule " + id + " here.", "Take the comment away."));
            }
        }
    }

    private Finding finding(Token comment, Severity severity, String problem, String instead) {
        return new Finding(Rule.ALLOWANCE, severity, script, comment.line(), problem, instead);
    }

    private boolean covers(Token comment, int line) {
        return statement(comment)
                .filter(statement -> statement.line() <= line && line <= lastLine(statement))
                .isPresent();
    }

    private Optional<Statement> statement(Token comment) {
        Optional<Statement> within = text.statements().stream()
                .filter(statement -> statement.start() <= comment.start() && lastLine(statement) >= comment.line())
                .reduce((one, later) -> later);
        return within.isPresent()
                ? within
                : text.statements().stream()
                        .filter(statement -> statement.start() > comment.start())
                        .findFirst();
    }

    private static int lastLine(Statement statement) {
        Token last = statement.tokens().get(statement.tokens().size() - 1);
        return last.line() + (int) last.text().lines().count() - 1;
    }
}
