package dev.tenancy.lint;

import dev.tenancy.lint.internal.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A report as JSON. */
final class LintJson {

    private LintJson() {}

    static String of(LintReport report) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("scripts", report.scripts());
        object.put("clean", report.clean());
        object.put("findings", report.findings().stream().map(LintJson::of).toList());
        return Json.of(object);
    }

    private static Map<String, Object> of(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("rule", finding.rule());
        object.put("severity", finding.severity());
        object.put("script", finding.script());
        object.put("line", finding.line());
        object.put("problem", finding.problem());
        object.put("instead", finding.instead());
        return object;
    }
}
