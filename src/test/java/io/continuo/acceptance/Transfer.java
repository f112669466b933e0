package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Exports into files, and imports out of them. */
final class Transfer {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Transfer() {}

    /** A whole export. */
    static Path export(URI service, String query, Path file) {
        HttpResponse<Path> answer = send(
                HttpRequest.newBuilder(service.resolve("/api/v1/admin/export" + query)), BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(last(file)).startsWith("{\"kind\":\"end\"");
        return file;
    }

    static JsonNode load(URI service, Path file) {
        try {
            HttpResponse<String> answer = send(
                    HttpRequest.newBuilder(service.resolve("/api/v1/admin/import"))
                            .header("Content-Type", "application/x-ndjson")
                            .POST(BodyPublishers.ofFile(file)),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Answer.json(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        return CLIENT.sendAsync(request.timeout(Duration.ofMinutes(2)).build(), body)
                .join();
    }

    static String last(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is exported, without what says how: in an order of its own. */
    static List<String> data(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("{\"kind\":\"header\"")
                        && !line.startsWith("{\"kind\":\"checkpoint\"")
                        && !line.startsWith("{\"kind\":\"end\""))
                .sorted()
                .toList();
    }

    static List<String> data(Path file) {
        return data(lines(file));
    }
}
