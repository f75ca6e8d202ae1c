package dev.tenancy.test;

/** A name in a schema, as the catalog spells both. */
record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {

    @Override
    public int compareTo(QualifiedName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return '"' + schema + "\".\"" + name + '"';
    }
}
