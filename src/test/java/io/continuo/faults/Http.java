package io.continuo.faults;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

/** Sends requests and waits for the answers. */
final class Http {

    /** Beyond any answer that is not late. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Http() {}

    static Reply get(URI service, String path) {
        return send(HttpRequest.newBuilder(service.resolve(path)));
    }

    static Reply send(HttpRequest.Builder request) {
        long began = System.nanoTime();
        try {
            HttpResponse<String> answer = CLIENT.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
            return new Reply(outcome(answer), answer.statusCode(), answer.body(), began, System.nanoTime());
        } catch (ConnectException nobodyThere) {
            return new Reply(Outcome.REFUSED, 0, "no connection", began, System.nanoTime());
        } catch (IOException lost) {
            return new Reply(Outcome.UNKNOWN, 0, lost.toString(), began, System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Outcome outcome(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            boolean marked =
                    answer.headers().firstValue("Continuo-Store").orElse("").startsWith("fallback");
            return marked || status == 202 ? Outcome.FALLBACK : Outcome.STORED;
        }
        if (status != 503 || answer.headers().firstValue("Retry-After").isEmpty()) {
            return Outcome.WRONG;
        }
        if (answer.request().method().equals("HEAD")) {
            return Outcome.REFUSED;
        }
        JsonNode problem = new Reply(Outcome.WRONG, status, answer.body(), 0, 0).json();
        return switch (problem.path("type").asText()) {
            case "urn:continuo:problem:store-unavailable" -> Outcome.REFUSED;
            case "urn:continuo:problem:outcome-unknown" -> Outcome.UNKNOWN;
            default -> Outcome.WRONG;
        };
    }
}
