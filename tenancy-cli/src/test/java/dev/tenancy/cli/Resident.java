package dev.tenancy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs commands as {@link Main} does, one after the other in one process: java -cp JAR:CLASSES dev.tenancy.cli.Resident. Each
 * line of its input is a folder with the file "arguments", where it leaves "out" and "err", and then "code".
 */
final class Resident {

    private Resident() {}

    public static void main(String[] none) throws IOException {
        BufferedReader calls = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String folder = calls.readLine(); folder != null; folder = calls.readLine()) {
            Path call = Path.of(folder);
            Files.writeString(call.resolve("code"), run(call) + "\n");
        }
    }

    private static int run(Path call) throws IOException {
        String[] arguments = Files.readString(call.resolve("arguments")).split("\0");
        try (PrintStream out = stream(call.resolve("out"));
                PrintStream err = Files.isSymbolicLink(call.resolve("err")) ? out : stream(call.resolve("err"))) {
            System.setOut(out);
            System.setErr(err);
            return Program.create().execute(arguments);
        }
    }

    private static PrintStream stream(Path file) throws IOException {
        return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
    }
}
