package io.continuo.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Connections that say nothing, or are too many, are ended by the server. */
@QuarkusTest
@TestProfile(ServerLimitsTest.Few.class)
class ServerLimitsTest {

    private static final int MOST = 8;
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    public static class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.limits.max-connections", String.valueOf(MOST), "quarkus.http.idle-timeout", "2s");
        }
    }

    @Test
    void aSilentConnectionEnds() throws IOException {
        try (RawHttp http = new RawHttp()) {
            assertThat(http.answer()).isEmpty();
        }
    }

    @Test
    void aHeadThatStopsHalfwayEnds() throws IOException {
        try (RawHttp http = new RawHttp()) {
            assertThat(http.send("GET /health/live HTTP/1.1\r\nHost:").answer()).isEmpty();
        }
    }

    @Test
    void aBodyThatStopsHalfwayEnds() throws IOException {
        try (RawHttp http = new RawHttp()) {
            http.send("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{");
            assertThat(http.answer()).isEmpty();
        }
    }

    @Test
    void aConnectionTooManyEndsAndTheOthersServeOn() throws IOException {
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < MOST + 4; i++) {
                open.add(new RawHttp());
            }
            int served = 0;
            for (RawHttp http : open) {
                served += isServed(http) ? 1 : 0;
            }
            // The harness may hold one of its own.
            assertThat(served).isBetween(MOST - 2, MOST);
        } finally {
            for (RawHttp http : open) {
                http.close();
            }
        }
    }

    private static boolean isServed(RawHttp http) throws IOException {
        try {
            return http.send(LIVE).answer().startsWith("HTTP/1.1 200");
        } catch (SocketException e) {
            return false;
        }
    }
}
