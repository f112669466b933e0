package io.continuo.api;

import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Clients that are slow, cut off, oversized or confused: each gets its answer and nothing is stored. */
@QuarkusTest
@TestProfile(HostileClientTest.Impatient.class)
class HostileClientTest {

    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("continuo.limits.body-time", "1s");
        }
    }

    private static String post(String id, String headers) {
        return "POST /api/v1/sessions/" + id + "/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + headers + "\r\n\r\n";
    }

    @Test
    void aBodyThatStopsHalfwayIsAProblemAndStoresNothing() throws IOException {
        String id = newId();
        try (RawHttp http = new RawHttp()) {
            String answer = http.send(post(id, "Content-Length: 100") + "{\"role\":\"user\",")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:continuo:problem:request-timeout");
            assertThat(http.answer()).isEmpty();
        }
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void aClientThatHangsUpHalfwayStoresNothing() throws IOException {
        String id = newId();
        try (RawHttp http = new RawHttp()) {
            http.send(post(id, "Content-Length: 60") + "{\"role\":\"user\",\"content\":\"x\"}");
        }
        Rest.get(id).then().statusCode(404);
    }

    @Test
    void theConnectionServesOnAfterATooLargeBody() throws IOException {
        String id = newId();
        try (RawHttp http = new RawHttp()) {
            http.send(post(id, "Content-Length: 2000000") + "x".repeat(2_000_000));
            assertThat(http.answer()).startsWith("HTTP/1.1 413").contains("payload-too-large");
            http.send(post(id, "Content-Length: 29") + "{\"role\":\"user\",\"content\":\"x\"} ");
            assertThat(http.answer()).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeGetsItsProblem() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send(post(newId(), "Transfer-Encoding: chunked"));
            String chunk = "40000\r\n" + "x".repeat(0x40000) + "\r\n";
            http.send(chunk.repeat(8) + "0\r\n\r\n");
            assertThat(http.answer()).startsWith("HTTP/1.1 413").contains("payload-too-large");
        }
    }

    @Test
    void aBodyBeyondAllMeasureEndsTheConnectionAfterItsAnswer() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send(post(newId(), "Content-Length: 99999999999"));
            assertThat(http.answer()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOn() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send(post(newId(), "Expect: 100-continue\r\nContent-Length: 29"));
            assertThat(http.answer()).startsWith("HTTP/1.1 100");
            http.send("{\"role\":\"user\",\"content\":\"x\"} ");
            assertThat(http.answer()).startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void whoAsksToSendTooMuchIsToldNotTo() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send(post(newId(), "Expect: 100-continue\r\nContent-Length: 2000000"));
            assertThat(http.answer()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void thousandsOfHeadersAreTheServersOwnAnswer() throws IOException {
        StringBuilder headers = new StringBuilder("Content-Length: 2");
        for (int i = 0; i < 5_000; i++) {
            headers.append("\r\nX-H-").append(i).append(": v");
        }
        try (RawHttp http = new RawHttp()) {
            http.send(post(newId(), headers.toString()) + "{}");
            assertThat(http.answer()).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void aRequestAfterAnotherOnOneConnectionIsAnswered() throws IOException {
        String id = newId();
        String message = "{\"role\":\"user\",\"content\":\"x\"}";
        String request = post(id, "Content-Length: " + message.length()) + message;
        try (RawHttp http = new RawHttp()) {
            http.send(request + request + request);
            for (int i = 0; i < 3; i++) {
                assertThat(http.answer()).startsWith("HTTP/1.1 201");
            }
        }
        Rest.get(id).then().body("message_count", equalTo(3));
    }

    @Test
    void aCompressedBodyIsRefused() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send(post(newId(), "Content-Encoding: gzip\r\nContent-Length: 4") + "\u001f\u008b\b\0");
            assertThat(http.answer()).startsWith("HTTP/1.1 4");
        }
    }
}
