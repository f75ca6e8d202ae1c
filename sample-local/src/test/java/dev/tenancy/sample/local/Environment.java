package dev.tenancy.sample.local;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One execution environment of Lambda: the real runtime interface client in a JVM of its own, with the deployed layout and
 * nothing else on its class path.
 */
final class Environment implements Lambda, AutoCloseable {

    private static final String RUNTIME = AWSLambda.class.getName();

    final RuntimeApi api;
    private final Process process;
    private final Path folder;

    private Environment(RuntimeApi api, Process process, Path folder) {
        this.api = api;
        this.process = process;
        this.folder = folder;
    }

    static Environment start(String handler, Map<String, String> variables, String... jvm) throws IOException {
        RuntimeApi api = new RuntimeApi();
        Path folder = Files.createTempDirectory("lambda");
        // the first compiler and the serial collector, as Lambda starts it
        List<String> command = new ArrayList<>(List.of(
                java(), "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + folder));
        if (Runtime.Version.parse(version()).feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // else it unpacks this to one fixed place in /tmp, and two JVMs at once break each other's
        command.add("-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="
                + Files.write(folder.resolve("runtime.so"), nativePart()));
        command.addAll(List.of(jvm));
        command.addAll(List.of("-cp", classPath(), RUNTIME, handler));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(function().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "AWS_LAMBDA_RUNTIME_API", api.address(),
                        "AWS_LAMBDA_FUNCTION_NAME", "items",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512",
                        "AWS_REGION", "eu-central-1",
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test"));
        builder.environment().putAll(variables);
        return new Environment(api, builder.start(), folder);
    }

    @Override
    public byte[] invoke(byte[] event) throws IOException {
        try {
            return api.invoke(event);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " Its log: " + log(), e);
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        api.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static Path function() {
        Path function = Path.of(System.getProperty("function.home")).normalize();
        if (!Files.isDirectory(function.resolve("lib"))) {
            throw new IllegalStateException(function + " is missing: run this with mvn verify, which packages it.");
        }
        return function;
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("function.java.home", System.getProperty("java.home")));
    }

    /** Lambda is Linux, and so is this. */
    private static byte[] nativePart() throws IOException {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        String name = "/jni/libaws-lambda-jni.linux-" + architecture + ".so";
        try (InputStream library = AWSLambda.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(library, name).readAllBytes();
        }
    }

    private static String java() {
        return javaHome().resolve("bin/java").toString();
    }

    private static String version() throws IOException {
        return Files.readAllLines(javaHome().resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
                .findFirst()
                .orElseThrow();
    }

    private static String classPath() throws IOException {
        return String.join(File.pathSeparator, function().toString(), function().resolve("lib") + "/*", runtimeJars());
    }

    /** What Lambda has on its own side. */
    private static String runtimeJars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> jar.matches(".*/(aws-lambda-java-[a-z-]+|utils-lite)-[0-9.]+\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
