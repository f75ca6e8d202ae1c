package dev.tenancy.sample.local;

import java.io.IOException;

/** A function that can be invoked: in this process, or behind a Runtime API. */
@FunctionalInterface
interface Lambda {

    /**
     * Invokes it.
     *
     * @param event JSON in UTF-8
     * @return its answer, JSON in UTF-8
     * @throws IOException if the invocation failed; then API Gateway says 502
     */
    byte[] invoke(byte[] event) throws IOException;
}
