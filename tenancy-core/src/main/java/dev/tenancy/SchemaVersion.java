package dev.tenancy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The version of a tenant's tables, ordered as Flyway orders scripts: 1.2 is before 1.10, 1.0 is 1, and '_' is '.'. */
record SchemaVersion(String text, List<BigInteger> parts) implements Comparable<SchemaVersion> {

    private static final Pattern BEFORE_A_PART = Pattern.compile("\\.(?=\\d)");

    static SchemaVersion of(String text) {
        List<BigInteger> parts = new ArrayList<>();
        try {
            for (String part : BEFORE_A_PART.split(text.replace('_', '.'), -1)) {
                parts.add(new BigInteger(part));
            }
        } catch (NumberFormatException e) {
            throw new TenancyConfigurationException("Version " + Quoted.of(text)
                    + " is refused: numbers with '.' or '_' between them, as in the name of a"
                    + " script that Flyway runs (\"12\" or \"1.10\").");
        }
        return new SchemaVersion(text, List.copyOf(parts));
    }

    @Override
    public int compareTo(SchemaVersion other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private BigInteger part(int i) {
        return i < parts.size() ? parts.get(i) : BigInteger.ZERO;
    }

    @Override
    public String toString() {
        return text;
    }
}
