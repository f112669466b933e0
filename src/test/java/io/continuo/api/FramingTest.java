package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests of which a proxy and this server could think differently where they end, or whom they are for: each is refused, and
 * what stands behind it on the connection is never a request.
 */
@QuarkusTest
class FramingTest {

    private static final String POST = "POST " + SESSIONS + " HTTP/1.1\r\n";

    /** What is after the lines under test: a body that is complete in chunks, and longer than any announced length. */
    private static final String CHUNKS = "2\r\n{}\r\n0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: x\r\nHost: x\r\n",
                "Host: x\r\nHost: y\r\n",
                "host: x\r\nX-A: b\r\nHOST: y\r\n",
                "",
                "Host: x, y\r\n",
                "Host: x y\r\n",
                "Host: x/y\r\n",
                "Host: user@x\r\n",
                "Host: x:y\r\n",
                "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
                "Host: x\r\nTransfer-Encoding: chunked,\r\n",
                "Host: x\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                "Host: x\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Host: x\r\nTransfer-Encoding:\r\n chunked\r\n",
                "Host: x\r\n: nameless\r\n"
            })
    void whatIsAmbiguousIsAProblemAndTheLastOnItsConnection(String lines) throws IOException {
        assertLast(POST + lines + body(lines), "urn:continuo:problem:invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://y/api/v1/sessions", "http://x:80/api/v1/sessions", "http://u@x/health/live"})
    void aTargetWithAnotherHostIsOneOfThem(String target) throws IOException {
        String lines = "Host: x\r\n";
        assertLast(
                "POST " + target + " HTTP/1.1\r\n" + lines + body(lines),
                "Host: is another one than that of the request's target");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                "Content-Length: 2\r\nContent-Length: 2\r\n",
                "Content-Length: +2\r\n",
                "Content-Length: -2\r\n",
                "Content-Length: 0x2\r\n",
                "Content-Length: 2, 2\r\n",
                "Content-Length: 2 2\r\n",
                "Content-Length: \u000b2\r\n",
                "Content-Length:\r\n",
                "Content-Length:\r\n 2\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length : 2\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding: chunked, gzip\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 2\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer\u000bEncoding: chunked\r\nContent-Length: 2\r\n",
                "Transfer-Encoding\u00a0: chunked\r\nContent-Length: 2\r\n",
                "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "X: a\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "X: a\u0000b\r\nContent-Length: 2\r\n",
                "X\r\nContent-Length: 2\r\n"
            })
    void aHeadThatCannotBeReadIsRefusedByTheServer(String lines) throws IOException {
        assertLast(POST + "Host: x\r\n" + lines + "\r\n" + CHUNKS, "HTTP/1.1 400");
    }

    @Test
    void anOlderClientDoesNotSendChunks() throws IOException {
        assertLast(
                "POST " + SESSIONS
                        + " HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + CHUNKS,
                "HTTP/1.0 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2\n{}\r\n0\r\n\r\n",
                "2;x\n{}\r\n0\r\n\r\n",
                "2\r\n{}\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n",
                "2\r\n{}XX0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "+2\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "10000000000000002\r\n{}\r\n0\r\n\r\n",
                "2;a\rb\r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n"
            })
    void chunksThatCannotBeReadEndTheConnectionWithoutAnAnswer(String chunks) throws IOException {
        String id = newId();
        try (RawHttp http = new RawHttp()) {
            http.send(POST + "Host: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                    + create(id));
            assertThat(http.answer()).isEmpty();
        }
        Rest.get(id).then().statusCode(404);
    }

    /** Without this the others could be right for a wrong reason. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: x\r\nContent-Length: 2\r\n\r\n{}",
                "Host:\r\nContent-Length: 2\r\n\r\n{}",
                "Host: x:80\r\nContent-Length: 02\r\n\r\n{}",
                "Host: x\r\nTransfer-Encoding: Chunked\r\n\r\n" + CHUNKS,
                "Host: x\r\nTransfer-Encoding:\tchunked \r\n\r\n" + CHUNKS,
                "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n2;name=value\r\n{}\r\n0\r\nContent-Length: 99\r\n\r\n"
            })
    void aRequestAndTheNextAreTwo(String request) throws IOException {
        String id = newId();
        try (RawHttp http = new RawHttp()) {
            http.send(POST + "Content-Type: application/json\r\n" + request + create(id));
            assertThat(http.answer()).startsWith("HTTP/1.1 201");
            assertThat(http.answer()).startsWith("HTTP/1.1 201").contains(id);
        }
        Rest.get(id).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET x:80 HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT x:80 HTTP/1.1"})
    void atWhatIsNoPathThereIsNothing(String line) throws IOException {
        try (RawHttp http = new RawHttp()) {
            assertThat(http.send(line + "\r\nHost: x\r\n\r\n").answer())
                    .startsWith("HTTP/1.1 404")
                    .contains("urn:continuo:problem:not-found", "X-Request-Id: ", "X-Content-Type-Options: nosniff");
        }
    }

    private static String body(String lines) {
        String how = lines.contains("Transfer-Encoding") ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n";
        return "Content-Type: application/json\r\n" + how + CHUNKS;
    }

    private static void assertLast(String request, String answer) throws IOException {
        String id = newId();
        try (RawHttp http = new RawHttp()) {
            http.send(request + create(id));
            assertThat(http.answer())
                    .startsWith("HTTP/1.")
                    .contains(" 400 Bad Request")
                    .contains(answer);
            assertThat(http.answer()).isEmpty();
        }
        Rest.get(id).then().statusCode(404);
    }

    private static String create(String id) {
        String body = "{\"session_id\":\"" + id + "\"}";
        return POST + "Host: x\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
