package dev.tenancy.lint;

import dev.tenancy.lint.References.Reference;
import dev.tenancy.lint.internal.Token;
import java.util.List;

/** Views that read as their owner what the tenant's role may not. */
final class Views implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        Action action = subject.action();
        List<Token> tokens = subject.tokens();
        int as = subject.statement().indexOf("as");
        if (action.verb().equals("create") && action.isView() && as >= 0 && !invoker(subject, as)) {
            References.in(tokens.subList(as, tokens.size())).stream()
                    .filter(Reference::sure)
                    .map(Reference::name)
                    .filter(name -> subject.layout().isOutside(name.schema()))
                    .filter(name -> !subject.layout().isTenant(name.schema()))
                    .filter(name -> !subject.layout().isTemplate(name.schema()))
                    .forEach(name -> found(action.kind(), name, findings));
        }
    }

    private static boolean invoker(Subject subject, int as) {
        List<Token> tokens = subject.tokens();
        for (int i = 0; i < as; i++) {
            if (tokens.get(i).is("security_invoker")) {
                Token value = tokens.get(i + 1).is("=") ? Cursor.at(tokens, i + 2) : Cursor.NOTHING;
                return !(value.is("false")
                        || value.is("off")
                        || value.is("no")
                        || value.text().equals("0"));
            }
        }
        return false;
    }

    private static void found(String kind, ObjectName name, Findings findings) {
        boolean stored = kind.startsWith("materialized");
        findings.add(
                Rule.VIEW_REACHES_OUT,
                Severity.WARNING,
                name.token().line(),
                "The " + kind + " reads " + name + " as its owner, past the rights of the tenant's role.",
                stored
                        ? "Make a table of it, filled by who may read " + name + "."
                        : "Add WITH (security_invoker = true).");
    }
}
