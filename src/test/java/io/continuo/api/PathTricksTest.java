package io.continuo.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.model.AccessRole;

/** Requests that mean one thing to a proxy or a filter and another to a router: none reaches a route without its role. */
@QuarkusTest
@TestProfile(Locked.class)
class PathTricksTest {

    private static final String CLIENT = Locked.key(AccessRole.CLIENT);

    /** What {@code /metrics} and the statistics would show. */
    private static final String[] SECRETS = {"jvm_", "\"sessions\"", "\"operations\"", "\"exists\""};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/%2e%2e/v1/stats",
                "/api/v1/%2E/stats",
                "/api/v1/.%2e/v1/stats",
                "/api/v1/sessions/..%2fstats",
                "/api/v1/sessions%2f..%2fstats",
                "/api/v1/sessions/%2e%2e/stats",
                "/api/v1%2fstats",
                "/api%2Fv1%2Fstats",
                "/api/v1/stats;x=y",
                "/api/v1;x/stats",
                "/api/v1/stats%3bx",
                "/api/v1/%252e%252e/stats",
                "/api/v1/sessions/%252e%252e%252fstats",
                "/api/v1/sessions/x%2fdebug",
                "/api/v1/sessions/x/%64ebug",
                "//api/v1/stats",
                "/api//v1/stats",
                "/%2fapi/v1/stats",
                "/API/V1/stats",
                "/api/v1/stats/",
                "/api/v1/stats.json",
                "/api/v1/st%61ts",
                "/api/v1/stats?",
                "/api/v1/stats#x",
                "/./metrics",
                "/metrics/",
                "/metrics%2f",
                "/metrics%00",
                "/metrics%",
                "/metrics%zz",
                "/metrics;x",
                "/%6d%65trics",
                "/metrics/../metrics",
                "/health/../metrics",
                "/health/%2e%2e/metrics",
                "/health%2f..%2fmetrics",
                "/health/..%2fmetrics",
                "/health/..%2f..%2fapi/v1/stats",
                "/health;/../metrics",
                "/health/%252e%252e/metrics",
                "/health/..\\metrics",
                "/health\\..\\metrics",
                "/health/%5c../metrics",
                "/health/%c0%ae%c0%ae/metrics",
                "/health/%u002e%u002e/metrics",
                "/healthy",
                "/q/metrics",
                "http://x/api/v1/stats",
                "http://elsewhere/health/../api/v1/stats",
                "/api/v1/sessions?api%5fkey=k",
                "/api/v1/sessions?limit=1&%61ccess_token=k",
                "/api/v1/sessions?limit=1;token=k"
            })
    void noSpellingReachesARouteWithoutItsRole(String path) throws IOException {
        assertRefused(path, "X-API-Key: " + CLIENT + "\r\n", "400", "403", "404");
        // Below /health there is nothing, for whoever asks.
        assertRefused(path, "", "400", "401", path.startsWith("/health/") ? "404" : "401");
    }

    private static void assertRefused(String path, String key, String... statuses) throws IOException {
        try (RawHttp http = new RawHttp()) {
            String answer = http.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + key + "\r\n")
                    .answer();
            assertThat(answer.split(" ", 3)[1]).as(path).isIn((Object[]) statuses);
            assertThat(answer).doesNotContain(SECRETS).doesNotContain(CLIENT);
        }
    }

    @Test
    void aMethodInAHeaderIsNotTheMethod() throws IOException {
        try (RawHttp http = new RawHttp()) {
            String answer = http.send(
                            "GET /api/v1/sessions HTTP/1.1\r\nHost: x\r\nX-API-Key: "
                                    + Locked.key(AccessRole.READER)
                                    + "\r\nX-HTTP-Method-Override: POST\r\nX-Original-URL: /api/v1/stats\r\nX-Rewrite-URL: /metrics\r\n\r\n")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"data\":[");
        }
    }
}
