package dev.tenancy.test;

import java.util.Optional;

/** What can be set from outside. */
final class ServerSettings {

    static final String URL = "-Dtenancy.test.url or TENANCY_TEST_URL";
    static final String MAJOR = "postgres.version";
    static final String DEFAULT_MAJOR = "17";

    private ServerSettings() {}

    static Optional<String> url() {
        return given(System.getProperty("tenancy.test.url")).or(() -> given(System.getenv("TENANCY_TEST_URL")));
    }

    static Optional<String> major() {
        return given(System.getProperty(MAJOR));
    }

    private static Optional<String> given(@org.jspecify.annotations.Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
