package dev.tenancy.flyway;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sets of migrations drawn by lot, the same for the same seed: scripts that build on each other, in odd spellings, and
 * sometimes one that fails and is mended in the next step.
 */
final class RandomCorpus {

    private static final int STEPS = 3;

    private final Random dice;
    private final RandomStatements statements;
    private final List<String> repeatables = new ArrayList<>();
    private int version;

    private RandomCorpus(long seed) {
        this.dice = new Random(seed);
        this.statements = new RandomStatements(dice);
    }

    static Corpus of(long seed) {
        RandomCorpus corpus = new RandomCorpus(seed);
        List<List<String>> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            corpus.step(steps);
        }
        return new Corpus("seed " + seed, steps, configuration -> configuration.outOfOrder(true));
    }

    private void step(List<List<String>> steps) {
        List<String> files = new ArrayList<>();
        List<String> mended = new ArrayList<>();
        int bad = dice.nextInt(4) == 0 ? dice.nextInt(3) : -1;
        int count = 1 + dice.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = "V" + ++version + (dice.nextInt(8) == 0 ? ".1" : "") + "__"
                    + one("step", "Größe_名", "a b", "x__y") + ".sql";
            List<String> right = draw(version == 1 ? () -> statements.table() : statements::any, 1 + dice.nextInt(7));
            files.add(name);
            if (i == bad) {
                List<String> wrong = new ArrayList<>(right);
                wrong.add(dice.nextInt(right.size() + 1), statements.failing());
                files.add(script(wrong));
                mended.addAll(List.of(name, script(right)));
            } else {
                files.add(script(right));
            }
        }
        repeatable(files);
        steps.add(files);
        if (!mended.isEmpty()) {
            steps.add(mended);
        }
    }

    /** A new one, or an old one that changed. */
    private void repeatable(List<String> files) {
        if (dice.nextInt(3) == 0) {
            return;
        }
        if (repeatables.isEmpty() || dice.nextBoolean()) {
            repeatables.add("R__" + one("views", "ä_b", "c d") + "_" + repeatables.size() + ".sql");
        }
        int which = dice.nextInt(repeatables.size());
        files.add(repeatables.get(which));
        files.add(script(draw(() -> statements.repeatable(which), 1 + dice.nextInt(2))));
    }

    private static List<String> draw(Supplier<String> statement, int count) {
        return IntStream.range(0, count).mapToObj(i -> statement.get()).toList();
    }

    private String script(List<String> parts) {
        String text = parts.stream()
                .map(part -> part + one(";", ";", ";\n", " ;\n\n", ";;", "; -- it's; done\n", ";/* a; /* b; */ ' */"))
                .collect(Collectors.joining(one("\n", " ", "\n\n-- $$ next; \"one\n")));
        if (dice.nextInt(4) == 0) {
            text = text.stripTrailing().replaceAll(";+$", "");
        }
        if (dice.nextInt(4) == 0) {
            text = text.replace("\n", "\r\n");
        }
        return (dice.nextInt(6) == 0 ? "\uFEFF" : "") + text;
    }

    private String one(String... choices) {
        return choices[dice.nextInt(choices.length)];
    }
}
