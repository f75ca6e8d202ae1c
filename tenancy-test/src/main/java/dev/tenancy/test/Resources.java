package dev.tenancy.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text from the class path of the tests. */
final class Resources {

    private Resources() {}

    static String text(String resource) {
        // the tests' own loader: with a module path or a test runner's loader, ours need not see their files
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("No resource '" + resource + "' on the class path of the tests.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Resource '" + resource + "' cannot be read: " + e.getMessage(), e);
        }
    }
}
