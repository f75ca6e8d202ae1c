package dev.tenancy.lint;

import java.util.Set;

/** Things that are not a tenant's, but the database's or the server's. */
final class DatabaseObjects implements Check {

    private static final Set<String> ROLES = Set.of("role", "user", "group");
    private static final Set<String> OF_THE_DATABASE = Set.of(
            "schema",
            "database",
            "tablespace",
            "publication",
            "subscription",
            "event trigger",
            "language",
            "cast",
            "foreign data",
            "server",
            "access method",
            "user mapping",
            "system");

    @Override
    public void look(Subject subject, Findings findings) {
        Action action = subject.action();
        if (!Set.of("create", "alter", "drop").contains(action.verb())) {
            roles(subject, findings);
        } else if (action.kind().equals("extension")) {
            findings.add(
                    Rule.EXTENSION,
                    Severity.ERROR,
                    subject.line(),
                    "An extension belongs to the database: the first tenant's schema gets it, and no other finds it.",
                    "Let DatabaseSetup.extensions(..) make it once, in the schema extensions.");
        } else if (ROLES.contains(action.kind())) {
            role(subject, findings);
        } else if (OF_THE_DATABASE.contains(action.kind()) && !ownSchema(action)) {
            ofTheDatabase(action.verb() + " " + action.kind(), subject, findings);
        } else if (action.is("alter", "default")
                || action.is("alter", "default privileges")
                        && !subject.statement().contains("in", "schema")) {
            ofTheDatabase("alter default privileges without in schema", subject, findings);
        }
    }

    private static boolean ownSchema(Action action) {
        return action.object()
                .filter(object -> object.name().equals(Placeholders.OWN_SCHEMA))
                .isPresent();
    }

    /** GRANT and REVOKE without ON are about membership. */
    private static void roles(Subject subject, Findings findings) {
        String verb = subject.action().verb();
        boolean membership = (verb.equals("grant") || verb.equals("revoke"))
                && !subject.statement().contains("on");
        boolean owned = subject.statement().starts("reassign", "owned");
        if (membership || owned) {
            role(subject, findings);
        }
    }

    private static void role(Subject subject, Findings findings) {
        findings.add(
                Rule.ROLE,
                Severity.ERROR,
                subject.line(),
                "Roles belong to the server: the second tenant's run fails, or changes what the first one's did.",
                "Make roles where the database is set up; a tenant's own role is made by provisioning.");
    }

    private static void ofTheDatabase(String what, Subject subject, Findings findings) {
        findings.add(
                Rule.DATABASE_OBJECT,
                Severity.ERROR,
                subject.line(),
                "This (" + what.toUpperCase(java.util.Locale.ROOT)
                        + ") is about the whole database, and runs once for each" + " tenant.",
                "Put it where the database is set up, or into the shared migrations (sharedLocations).");
    }
}
