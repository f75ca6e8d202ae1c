package dev.tenancy.sample;

import dev.tenancy.TenantId;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that has found its route and its tenant.
 *
 * @param tenant whose data it is about
 * @param request the rest of it
 * @param parameters those of the path
 */
record Call(TenantId tenant, ApiRequest request, Map<String, String> parameters) {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern ETAG = Pattern.compile("(W/)?(\"[^\"]*\")");

    /** A parameter of the path that is a UUID; 400 if it is none. */
    UUID uuid(String name) {
        String text = String.valueOf(parameters.get(name));
        if (!UUID_TEXT.matcher(text).matches()) {
            throw Problem.badRequest("The path's " + name + " is no UUID.");
        }
        return UUID.fromString(text);
    }

    /** The body, of the right type and size; else 413, 415 or 400. */
    Body body() {
        String text = request.body();
        Media.checkContentType(request);
        return new Body(Json.body(text));
    }

    /** Checks If-Match against what is there now: 412 if the client has seen something else. */
    void checkIfMatch(String etag) {
        String header = request.header("If-Match");
        if (!header.isEmpty() && !matches(header, etag, false)) {
            throw new Problem(412, "It was changed since you read it. Read it again.");
        }
    }

    /** Whether the client has this already. */
    boolean hasFresh(String etag) {
        return matches(request.header("If-None-Match"), etag, true);
    }

    private static boolean matches(String header, String etag, boolean weak) {
        if (header.isEmpty()) {
            return false;
        }
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher each = ETAG.matcher(header);
        while (each.find()) {
            if (each.group(2).equals(etag) && (weak || each.group(1) == null)) {
                return true;
            }
        }
        return false;
    }
}
