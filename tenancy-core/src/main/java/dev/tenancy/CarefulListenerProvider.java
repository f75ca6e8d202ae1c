package dev.tenancy;

import org.jooq.TransactionContext;
import org.jooq.TransactionListener;
import org.jooq.TransactionListenerProvider;

/**
 * A user's listener that cannot prevent a rollback. jOOQ gives up when one fails before it: the connection would be kept for
 * ever, and its thread take no other unit of work.
 */
record CarefulListenerProvider(TransactionListenerProvider provider) implements TransactionListenerProvider {

    private static final System.Logger LOG = System.getLogger(Tenancy.class.getName());

    @Override
    public TransactionListener provide() {
        return new Careful(provider.provide());
    }

    private record Careful(TransactionListener listener) implements TransactionListener {

        @Override
        public void beginStart(TransactionContext ctx) {
            listener.beginStart(ctx);
        }

        @Override
        public void beginEnd(TransactionContext ctx) {
            listener.beginEnd(ctx);
        }

        @Override
        public void commitStart(TransactionContext ctx) {
            listener.commitStart(ctx);
        }

        @Override
        public void commitEnd(TransactionContext ctx) {
            listener.commitEnd(ctx);
        }

        @Override
        public void rollbackStart(TransactionContext ctx) {
            try {
                listener.rollbackStart(ctx);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "A TransactionListener failed; the rollback goes on.", e);
            }
        }

        @Override
        public void rollbackEnd(TransactionContext ctx) {
            listener.rollbackEnd(ctx);
        }
    }
}
