package dev.tenancy.codegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Constants;

/** A digest of what the output follows from, kept beside the output, so that {@code mvn clean} forgets both. */
record Fingerprint(Path file, String digest) {

    static Fingerprint of(Options options) throws IOException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        update(sha256, Constants.FULL_VERSION + options);
        for (Path script : scripts(options)) {
            update(sha256, script.toString());
            update(sha256, Files.readString(script));
        }
        Path file = options.output().target().resolve(".fingerprint");
        return new Fingerprint(file, HexFormat.of().formatHex(sha256.digest()));
    }

    boolean isThatOfTheLastRun() throws IOException {
        return Files.exists(file) && Files.readString(file).equals(digest);
    }

    void keep() throws IOException {
        Files.writeString(file, digest);
    }

    private static List<Path> scripts(Options options) throws IOException {
        try (Stream<Path> tenant = Files.walk(options.tenant());
                Stream<Path> shared = options.shared().isPresent()
                        ? Files.walk(options.shared().get())
                        : Stream.empty()) {
            return Stream.concat(tenant, shared)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
