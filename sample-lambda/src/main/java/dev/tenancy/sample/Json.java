package dev.tenancy.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** JSON objects as maps. */
final class Json {

    private static final JSON EVENTS = JSON.builder()
            .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
            .disable(JSON.Feature.FLUSH_AFTER_WRITE_VALUE)
            .build();

    /** What a client sends: nothing twice, nothing deep, nothing long. */
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(5)
                    .maxNumberLength(20)
                    .maxNameLength(100)
                    .maxStringLength(10_000)
                    .build())
            .build();

    private static final JSON BODIES = JSON.builder(STRICT).build();

    private Json() {}

    /** An event that Lambda gives, which is trusted to be JSON. */
    static Map<String, Object> event(InputStream event) throws IOException {
        return EVENTS.mapFrom(event);
    }

    static Map<String, Object> object(String json) throws IOException {
        return EVENTS.mapFrom(json);
    }

    static String write(Map<String, ?> object) {
        try {
            return EVENTS.asString(object);
        } catch (IOException e) {
            throw new IllegalStateException("Not JSON: " + object.keySet(), e);
        }
    }

    static void write(Map<String, ?> object, OutputStream out) throws IOException {
        EVENTS.write(object, out);
    }

    /**
     * A client's body: one JSON object and nothing after it.
     *
     * @throws Problem 400 for anything else; it says where, and quotes nothing
     */
    @SuppressWarnings("unchecked")
    static Map<String, Object> body(String body) {
        try (JsonParser parser = STRICT.createParser(body)) {
            if (parser.nextToken() != com.fasterxml.jackson.core.JsonToken.START_OBJECT) {
                throw Problem.badRequest("The body must be a JSON object.");
            }
            Map<String, Object> object = (Map<String, Object>) BODIES.anyFrom(parser);
            if (parser.nextToken() != null) {
                throw Problem.badRequest("The body goes on after its JSON object.");
            }
            return object;
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw Problem.badRequest("The body is not JSON that is accepted here" + where(e) + ".");
        } catch (IOException e) {
            throw new IllegalStateException("Reading from a String failed.", e);
        }
    }

    private static String where(com.fasterxml.jackson.core.JacksonException e) {
        var at = e.getLocation();
        return at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
