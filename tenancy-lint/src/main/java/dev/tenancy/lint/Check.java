package dev.tenancy.lint;

/** Looks for what breaks one rule or a few that belong together. */
interface Check {

    void look(Subject subject, Findings findings);
}
