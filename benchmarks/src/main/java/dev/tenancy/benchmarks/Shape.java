package dev.tenancy.benchmarks;

/** The units of work of the request suite. */
enum Shape {
    READ("primary-key read, alone") {
        @Override
        void run(Way way, int tenant) throws Exception {
            way.read(tenant);
        }
    },
    READ_IN_TRANSACTION("primary-key read in a transaction") {
        @Override
        void run(Way way, int tenant) throws Exception {
            way.readInTransaction(tenant);
        }
    },
    FOUR_STATEMENTS("four statements in a transaction") {
        @Override
        void run(Way way, int tenant) throws Exception {
            way.fourStatements(tenant);
        }
    };

    final String title;

    Shape(String title) {
        this.title = title;
    }

    abstract void run(Way way, int tenant) throws Exception;
}
