package dev.tenancy.codegen;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The arguments of {@link Codegen}, each {@code name=value}.
 *
 * @param schema the template schema ({@code schema=}), {@code tenant} if not given
 * @param tenant the folder of the tenants' scripts ({@code tenant=})
 * @param shared the folder of the shared schema's scripts, which run in {@code public} ({@code shared=}), if there are any
 * @param packageName what the packages start with ({@code package=}): it gets {@code .tenant} and {@code .shared}
 * @param output where the code goes ({@code target=}), and what of it ({@code daos=true}, {@code pojos=true})
 */
record Options(String schema, Path tenant, Optional<Path> shared, String packageName, GeneratedCode output) {

    private static final Set<String> NAMES = Set.of("schema", "tenant", "shared", "target", "package", "daos", "pojos");

    static Options parse(String... args) {
        Map<String, String> given =
                Arrays.stream(args).map(Options::pair).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new Options(
                given.getOrDefault("schema", "tenant"),
                Path.of(required(given, "tenant")),
                Optional.ofNullable(given.get("shared")).map(Path::of),
                required(given, "package"),
                new GeneratedCode(
                        Path.of(required(given, "target")),
                        Boolean.parseBoolean(given.get("daos")),
                        Boolean.parseBoolean(given.get("pojos"))));
    }

    private static String[] pair(String arg) {
        String[] pair = arg.split("=", 2);
        if (pair.length != 2 || !NAMES.contains(pair[0])) {
            throw new IllegalArgumentException(
                    "Unknown argument '" + arg + "': give name=value, with a name of " + NAMES);
        }
        return pair;
    }

    private static String required(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name))
                .orElseThrow(() -> new IllegalArgumentException("The argument " + name + "=... is missing."));
    }
}
