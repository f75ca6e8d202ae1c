package dev.tenancy.lint;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The order in which Flyway runs scripts: by version, then the repeatable ones by name. */
final class ScriptOrder {

    private static final Pattern VERSIONED = Pattern.compile("[VB]([0-9][0-9._]*?)(?:__.*)?\\.sql", Pattern.DOTALL);

    /** 1.2 is 1_2 and 1.2.0. */
    static final Comparator<String> VERSIONS = (one, other) -> {
        List<BigInteger> left = parts(one);
        List<BigInteger> right = parts(other);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            int order = part(left, i).compareTo(part(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    static final Comparator<String> FLYWAYS = Comparator.comparing(
                    (String name) -> version(name).isPresent() ? 0 : 1)
            .thenComparing(name -> version(name).orElse("0"), VERSIONS)
            .thenComparing(Comparator.naturalOrder());

    private ScriptOrder() {}

    static Optional<String> version(String name) {
        Matcher versioned = VERSIONED.matcher(name);
        return versioned.matches() ? Optional.of(versioned.group(1)) : Optional.empty();
    }

    private static List<BigInteger> parts(String version) {
        return Stream.of(version.split("[._]"))
                .filter(part -> !part.isEmpty())
                .map(BigInteger::new)
                .toList();
    }

    private static BigInteger part(List<BigInteger> parts, int i) {
        return i < parts.size() ? parts.get(i) : BigInteger.ZERO;
    }
}
