package dev.tenancy.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event of CloudFormation, which waits for an answer at a presigned URL: up to an hour, and with it the whole stack, if
 * none comes. So whatever happens is an answer.
 */
record CustomResource(Map<String, Object> event) {

    private static final String ID = "tenancy-bootstrap";
    private static final int ATTEMPTS = 3;
    private static final int LONGEST_REASON = 1_000;

    static boolean is(Map<String, Object> event) {
        return event.containsKey("RequestType") && event.containsKey("ResponseURL");
    }

    /**
     * Does the work on Create and Update, nothing on Delete, and tells CloudFormation.
     *
     * @return what was sent
     * @throws IllegalStateException if the URL does not take it
     */
    Map<String, Object> answer(Runnable work) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("PhysicalResourceId", ID); // always the same, or an update would delete the old one
        answer.put("StackId", event.get("StackId"));
        answer.put("RequestId", event.get("RequestId"));
        answer.put("LogicalResourceId", event.get("LogicalResourceId"));
        answer.putAll(outcome(work));
        send(Json.write(answer));
        return answer;
    }

    @SuppressWarnings("CatchThrowable") // an Error too must be an answer
    private Map<String, Object> outcome(Runnable work) {
        if ("Delete".equals(event.get("RequestType"))) {
            return Map.of("Status", "SUCCESS");
        }
        try {
            work.run();
            return Map.of("Status", "SUCCESS");
        } catch (Throwable failure) {
            Log.line("ERROR", "bootstrap failed", Map.of(), failure);
            String reason = String.valueOf(failure.getMessage());
            return Map.of("Status", "FAILED", "Reason", reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
        }
    }

    private void send(String answer) {
        URI url = URI.create(String.valueOf(event.get("ResponseURL")));
        // no Content-Type: the URL was signed without one
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .PUT(HttpRequest.BodyPublishers.ofString(answer))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        String refused = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            refused = refusal(client, request);
            if (refused.isEmpty()) {
                return;
            }
        }
        throw new IllegalStateException("CloudFormation's URL did not take the answer: " + refused);
    }

    /** Empty if it was taken. Without the URL, which is a credential. */
    private static String refusal(HttpClient client, HttpRequest request) {
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 ? "" : "HTTP status " + status;
        } catch (IOException e) {
            return e.getClass().getName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
