package dev.tenancy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The jar that was built, as whoever has it runs it: a process of its own. */
final class Jar {

    static final Path PATH = Path.of(System.getProperty("cli.jar"));
    static final Path JAVA = Path.of(System.getProperty("cli.java.home"), "bin", "java");

    record Ended(int code, String out, String err) {}

    private Jar() {}

    static Ended run(List<String> jvm, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", PATH.toString()));
        command.addAll(List.of(arguments));
        return run(command, Path.of("."), Map.of());
    }

    static Ended run(List<String> command, Path folder, Map<String, String> environment) throws Exception {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            return ended(builder.start(), out, err);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static Ended ended(Process process, Path out, Path err) throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("It does not end. It said: " + Files.readString(out) + Files.readString(err));
        }
        return new Ended(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
