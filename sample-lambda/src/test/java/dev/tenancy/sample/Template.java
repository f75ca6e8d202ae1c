package dev.tenancy.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The SAM template as maps and lists. A short tag becomes a map of one entry: {@code !GetAtt A.b} is {@code {GetAtt: A.b}}. */
record Template(Map<String, Object> root) {

    private static final Path FILE = Path.of("..", "template.yaml");
    private static final Pattern IN_SUB = Pattern.compile("\\$\\{(\\w+)[}.]");

    static String source() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Template parse(String yaml) {
        return new Template(new Yaml(new ShortTags()).load(yaml));
    }

    static Map<String, Object> ref(String name) {
        return Map.of("Ref", name);
    }

    static Map<String, Object> getAtt(String path) {
        return Map.of("GetAtt", path);
    }

    /** What is at a path of keys and indexes; null if there is nothing. */
    Object at(Object... path) {
        Object value = root;
        for (Object step : path) {
            value = value instanceof Map<?, ?> map
                    ? map.get(step)
                    : value instanceof List<?> list && step instanceof Integer i ? list.get(i) : null;
        }
        return value;
    }

    @SuppressWarnings("unchecked") // keys are texts
    Map<String, Object> map(Object... path) {
        return at(path) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    List<?> list(Object... path) {
        return at(path) instanceof List<?> list ? list : List.of();
    }

    int number(Object... path) {
        return Integer.parseInt(String.valueOf(at(path)));
    }

    Object property(String resource, Object... path) {
        return at(join(List.of("Resources", resource, "Properties"), path));
    }

    /** A resource's properties; a function's with what Globals adds at the top. */
    Map<String, Object> properties(String resource) {
        Map<String, Object> all = new TreeMap<>();
        if ("AWS::Serverless::Function".equals(at("Resources", resource, "Type"))) {
            all.putAll(map("Globals", "Function"));
        }
        all.putAll(map("Resources", resource, "Properties"));
        return all;
    }

    /** A function's environment, as SAM merges it. */
    Map<String, Object> environment(String function) {
        Map<String, Object> all = new TreeMap<>(map("Globals", "Function", "Environment", "Variables"));
        all.putAll(map("Resources", function, "Properties", "Environment", "Variables"));
        return all;
    }

    /** The names of all resources of a type. */
    List<String> ofType(String type) {
        return map("Resources").keySet().stream()
                .filter(name -> type.equals(at("Resources", name, "Type")))
                .toList();
    }

    Set<Object> types() {
        Set<Object> types = new HashSet<>();
        map("Resources").keySet().forEach(name -> types.add(at("Resources", name, "Type")));
        return types;
    }

    /** What CloudFormation makes before a resource: all that it refers to or depends on, directly or not. */
    Set<String> before(String resource) {
        Set<String> found = new HashSet<>();
        collect(resource, found);
        found.remove(resource);
        return found;
    }

    private void collect(String resource, Set<String> found) {
        if (map("Resources").containsKey(resource) && found.add(resource)) {
            names(map("Resources", resource)).forEach(name -> collect(name, found));
            if ("AWS::Serverless::Function".equals(at("Resources", resource, "Type"))) {
                names(map("Globals", "Function")).forEach(name -> collect(name, found));
            }
        }
    }

    private static List<String> names(Object value) {
        List<String> names = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                switch (String.valueOf(key)) {
                    case "Ref", "GetAtt" -> names.add(String.valueOf(inner).split("\\.")[0]);
                    case "Sub" ->
                        IN_SUB.matcher(String.valueOf(inner))
                                .results()
                                .map(Template::name)
                                .forEach(names::add);
                    case "DependsOn" ->
                        (inner instanceof List<?> all ? all : List.of(inner))
                                .forEach(one -> names.add(String.valueOf(one)));
                    default -> names.addAll(names(inner));
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> names.addAll(names(inner)));
        }
        return names;
    }

    private static String name(MatchResult found) {
        return found.group(1);
    }

    private static Object[] join(List<Object> first, Object[] rest) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all.toArray();
    }

    private static final class ShortTags extends SafeConstructor {

        ShortTags() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return Map.of(node.getTag().getValue().substring(1), value(node));
                }
            });
        }

        private Object value(Node node) {
            if (node instanceof SequenceNode sequence) {
                return constructSequence(sequence);
            }
            return node instanceof MappingNode map ? constructMapping(map) : ((ScalarNode) node).getValue();
        }
    }
}
