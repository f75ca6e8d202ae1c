package dev.tenancy.lint;

/**
 * One thing that is wrong in a script.
 *
 * @param rule which rule it breaks
 * @param severity how bad that is
 * @param script the script's name
 * @param line where, from 1
 * @param problem what happens; a sentence
 * @param instead what to do; a sentence
 */
public record Finding(Rule rule, Severity severity, String script, int line, String problem, String instead) {

    /** One line: {@code V2__items.sql:7 error tenant-schema: what happens. What to do.} */
    @Override
    public String toString() {
        return script + ":" + line + " " + severity + " " + rule + ": " + problem + " " + instead;
    }
}
