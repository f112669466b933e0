package io.continuo.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** Calls the service as an application would. Paths begin at the root. */
final class Api {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI service;
    private final Map<String, String> headers;
    private final Consumer<Answer> listener;

    Api(URI service) {
        this(service, Map.of(), answer -> {});
    }

    private Api(URI service, Map<String, String> headers, Consumer<Answer> listener) {
        this.service = service;
        this.headers = headers;
        this.listener = listener;
    }

    /** The same service with somebody who is told every answer. */
    Api heardBy(Consumer<Answer> other) {
        return new Api(service, headers, other);
    }

    /** The same service with one more header on every call. */
    Api with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Api(service, more, listener);
    }

    Answer get(String path) {
        return call("GET", path, null);
    }

    Answer head(String path) {
        return call("HEAD", path, null);
    }

    Answer post(String path, String body) {
        return call("POST", path, body);
    }

    Answer put(String path, String body) {
        return call("PUT", path, body);
    }

    Answer delete(String path) {
        return call("DELETE", path, null);
    }

    Answer call(String method, String path, @Nullable String body) {
        return callLater(method, path, body).join();
    }

    CompletableFuture<Answer> callLater(String method, String path, @Nullable String body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .method(method, content)
                // A hanging call fails a test rather than hold it up.
                .timeout(Duration.ofSeconds(20));
        headers.forEach(request::header);
        if (body != null) {
            request.header(
                    "Content-Type", "PATCH".equals(method) ? "application/merge-patch+json" : "application/json");
        }
        long start = System.nanoTime();
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(response -> new Answer(
                        response.statusCode(),
                        response.headers(),
                        response.body(),
                        Duration.ofNanos(System.nanoTime() - start)))
                .thenApply(answer -> {
                    listener.accept(answer);
                    return answer;
                });
    }
}
