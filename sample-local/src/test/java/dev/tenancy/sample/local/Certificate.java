package dev.tenancy.sample.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A key for 127.0.0.1, and a certificate that it signed itself, as PostgreSQL and its driver read them. */
record Certificate(Path folder) {

    private static final String PASSWORD = "changeit";

    static Certificate of(Path folder) throws IOException {
        Certificate certificate = new Certificate(Files.createDirectories(folder));
        Path store = folder.resolve("store");
        String[] keytool = {
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=test",
            "-ext",
            "SAN=IP:127.0.0.1",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD,
            "-alias",
            "server"
        };
        try (InputStream file = done(keytool) ? Files.newInputStream(store) : InputStream.nullInputStream()) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(file, PASSWORD.toCharArray());
            write(
                    certificate.file(),
                    "CERTIFICATE",
                    keys.getCertificate("server").getEncoded());
            write(
                    certificate.key(),
                    "PRIVATE KEY",
                    keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** By the name that the function looks for. */
    Path file() {
        return folder.resolve("global-bundle.pem");
    }

    Path key() {
        return folder.resolve("key.pem");
    }

    private static boolean done(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
