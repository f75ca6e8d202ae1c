package dev.tenancy.benchmarks;

/** One way to a tenant's items: ours or a rival's. For one thread. */
interface Way extends AutoCloseable {

    /** An item by its primary key, a statement of its own. */
    void read(int tenant) throws Exception;

    /** The same in a transaction. */
    void readInTransaction(int tenant) throws Exception;

    /** Four statements in a transaction: read an item, insert another, update the first, delete the other. */
    void fourStatements(int tenant) throws Exception;

    @Override
    default void close() {}
}
