package dev.tenancy.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what answers a method on a path, {@code /items/{item_id}} say. */
final class Router {

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    private record Route(String template, Pattern pattern, Map<String, Function<Call, ApiResponse>> actions) {}

    /** A route that a request has found, and the value of its path's parameter if it has one. */
    record Found(String template, Map<String, String> parameters, Function<Call, ApiResponse> action) {}

    private final Map<String, Route> routes = new LinkedHashMap<>();

    /** Each path has at most one parameter, which is one segment. */
    Router on(String method, String template, Function<Call, ApiResponse> action) {
        routes.computeIfAbsent(template, Router::route).actions.put(method, action);
        return this;
    }

    /**
     * What answers a request.
     *
     * @throws Problem 404, or 405 with what is allowed
     */
    Found find(ApiRequest request) {
        for (Route route : routes.values()) {
            Matcher path = route.pattern.matcher(request.path());
            if (route.template.equals(request.resource()) || (request.resource().isEmpty() && path.matches())) {
                return new Found(route.template, parameters(route, request), action(route, request.method()));
            }
        }
        throw new Problem(404, "There is nothing at this path.");
    }

    private static Route route(String template) {
        Pattern pattern = Pattern.compile(PARAMETER.matcher(template).replaceAll("([^/]+)"));
        return new Route(template, pattern, new TreeMap<>());
    }

    private static Function<Call, ApiResponse> action(Route route, String method) {
        Function<Call, ApiResponse> action = route.actions.get(method);
        if (action == null) {
            String allowed = String.join(", ", route.actions.keySet());
            throw new Problem(405, "Only " + allowed + " here.", Map.of("Allow", allowed));
        }
        return action;
    }

    private static Map<String, String> parameters(Route route, ApiRequest request) {
        Matcher name = PARAMETER.matcher(route.template);
        if (!name.find()) {
            return Map.of();
        }
        String given = request.pathParameter(name.group(1));
        Matcher path = route.pattern.matcher(request.path());
        String value = given == null && path.matches() ? path.group(1) : String.valueOf(given);
        return Map.of(name.group(1), value);
    }
}
