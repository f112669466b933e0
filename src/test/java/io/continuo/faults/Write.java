package io.continuo.faults;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One write: the {@code number}th of this writer in this session. The number is what it sets in the writer's member of the
 * state or in the writer's document.
 */
record Write(String session, String writer, int number, Form form) {

    /** The contents of its messages. */
    List<String> contents() {
        return IntStream.range(0, form.messages())
                .mapToObj(i -> writer + "-" + number + "+".repeat(i))
                .toList();
    }

    HttpRequest.Builder to(URI service) {
        String sessions = "/api/v1/sessions/" + session;
        HttpRequest.Builder request = switch (form) {
            case PLAIN -> request(service, "POST", sessions + "/messages", "{%s}".formatted(message(0)));
            case NAMED ->
                request(
                        service,
                        "POST",
                        sessions + "/messages",
                        "{%s,\"message_id\":\"%s-%d\"}".formatted(message(0), writer, number));
            case KEYED -> request(service, "POST", sessions + "/messages", "{%s}".formatted(message(0)));
            case TURN ->
                request(
                        service,
                        "POST",
                        sessions + "/messages",
                        "{\"messages\":[{%s},{%s}],%s}".formatted(message(0), message(1), state()));
            case INPUT ->
                request(
                        service,
                        "POST",
                        "/api/v1/input",
                        "{\"session_id\":\"%s\",\"user_input\":\"%s\",\"history\":3}"
                                .formatted(session, contents().get(0)));
            case PATCH -> request(service, "PATCH", sessions, "{%s}".formatted(state()));
            case PUT -> request(service, "PUT", sessions, "{%s}".formatted(state()));
            case DOCUMENT ->
                request(service, "PUT", sessions + "/documents/note/" + writer, "{\"n\":%d}".formatted(number));
        };
        return switch (form) {
            case PLAIN, NAMED -> request;
            default -> request.header("Idempotency-Key", "key-" + writer + "-" + number);
        };
    }

    private String message(int which) {
        return "\"role\":\"user\",\"content\":\"%s\"".formatted(contents().get(which));
    }

    private String state() {
        return "\"state\":{\"%s\":%d}".formatted(writer, number);
    }

    private static HttpRequest.Builder request(URI service, String method, String path, String body) {
        return HttpRequest.newBuilder(service.resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
    }
}
