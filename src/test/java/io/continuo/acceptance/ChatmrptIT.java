package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** The life of chatmrpt, an analysis application on many workers: two replicas, one Redis set up as it sets up its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatmrptIT {

    private static final String PROFILE = "examples/chatmrpt/application.properties";
    private static final int WRITERS = 4;
    private static final int EACH = 12;

    private RedisServer redis;
    private ServiceProcess first;
    private ServiceProcess second;
    private Api a;
    private Api b;

    @BeforeAll
    void start() {
        redis = RedisServer.builder()
                .config("maxmemory", "50mb")
                .config("maxmemory-policy", "allkeys-lru")
                .start();
        first = ServiceProcess.builder().settings(PROFILE).redis(redis).start();
        second = ServiceProcess.builder().settings(PROFILE).redis(redis).start();
        a = new Api(first.uri());
        b = new Api(second.uri());
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    private static String turn(String content, int step) {
        return """
                {"role":"user","content":"%s","state":{"workflow":{"step":%d,"data_loaded":true}}}
                """.formatted(content, step);
    }

    private long total() {
        return a.get("/api/v1/sessions?limit=1").is(200).json().path("total").asLong();
    }

    @Test
    void eachWorkerSeesAtOnceWhatTheOtherWrote() {
        for (int i = 1; i <= 20; i++) {
            Api writer = i % 2 == 0 ? a : b;
            Api reader = i % 2 == 0 ? b : a;
            writer.post("/api/v1/sessions/shared/messages", turn("turn " + i, i))
                    .is(201);

            JsonNode seen =
                    reader.get("/api/v1/sessions/shared?history=1").is(200).json();
            assertThat(seen.path("version").asInt()).isEqualTo(i);
            assertThat(seen.at("/history/0/content").asText()).isEqualTo("turn " + i);
            assertThat(seen.at("/state/workflow/step").asInt()).isEqualTo(i);
        }
        a.delete("/api/v1/sessions/shared").is(204);
        b.get("/api/v1/sessions/shared").is(404);
    }

    @Test
    void appendsThroughBothAtOnceLoseAndDoubleNothing() {
        ConcurrentLinkedQueue<Long> acknowledged = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 2 * WRITERS; writer++) {
            String name = "writer" + writer;
            Api api = writer % 2 == 0 ? a : b;
            writers.add(CompletableFuture.runAsync(() -> IntStream.range(0, EACH)
                    .mapToObj(i -> api.post("/api/v1/sessions/busy/messages", turn(name + " " + i, i))
                            .is(201))
                    .forEach(answer ->
                            acknowledged.add(answer.json().at("/data/0/seq").asLong()))));
        }
        writers.forEach(CompletableFuture::join);

        int all = 2 * WRITERS * EACH;
        assertThat(acknowledged)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, all).boxed().toList());
        JsonNode session = b.get("/api/v1/sessions/busy?history=500").is(200).json();
        assertThat(session.path("total_messages").asInt()).isEqualTo(all);
        assertThat(session.path("version").asInt()).isEqualTo(all);
        List<String> kept = session.path("history").findValuesAsText("content");
        for (int writer = 0; writer < 2 * WRITERS; writer++) {
            String name = "writer" + writer + " ";
            assertThat(kept.stream().filter(content -> content.startsWith(name)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, EACH).mapToObj(i -> name + i).toList());
        }
    }

    @Test
    void aPolicyThatMayEvictSessionsIsWarnedOf() {
        for (String path : List.of("/api/session/redis-status", "/api/v1/redis-status")) {
            JsonNode status = b.get(path).is(200).json();
            assertThat(status.path("connected").asBoolean()).isTrue();
            assertThat(status.path("maxmemory").asLong()).isEqualTo(50L << 20);
            assertThat(status.path("maxmemory_policy").asText()).isEqualTo("allkeys-lru");
            assertThat(status.path("used_memory_bytes").asLong()).isPositive();
            assertThat(status.path("session_prefix").asText()).isEqualTo("chatmrpt:session:");
            assertThat(status.path("warnings"))
                    .anySatisfy(warning -> assertThat(warning.asText()).contains("allkeys-lru"));
        }
    }

    @Test
    void theStateOfAWorkflowIsVerified() {
        a.post("/api/v1/sessions/verified/messages", turn("Rank the wards", 1)).is(201);

        JsonNode verified = b.get("/api/session/verified/verify").is(200).json();
        assertThat(verified.path("exists").asBoolean()).isTrue();
        assertThat(verified.path("store").asText()).isEqualTo("redis");
        assertThat(verified.path("redis_available").asBoolean()).isTrue();
        assertThat(verified.path("message_count").asInt()).isEqualTo(1);
        assertThat(verified.path("ttl_seconds").asLong()).isBetween(86_380L, 86_400L);
        assertThat(verified.path("keys").findValuesAsText("key"))
                .contains(
                        "chatmrpt:session:verified:meta",
                        "chatmrpt:session:verified:state",
                        "chatmrpt:session:verified:history");
        assertThat(verified.path("findings")).isEmpty();
        assertThat(a.get("/api/v1/sessions/unknown/debug")
                        .is(200)
                        .json()
                        .path("exists")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void sessionsAreCounted() {
        long before = total();
        for (int i = 0; i < 5; i++) {
            (i % 2 == 0 ? a : b).put("/api/v1/sessions/counted" + i, "{}").is(201);
        }
        assertThat(total()).isEqualTo(before + 5);
        b.delete("/api/v1/sessions/counted3").is(204);
        assertThat(total()).isEqualTo(before + 4);
    }

    @Test
    void withoutRedisADirectoryKeepsSessions(@TempDir Path directory) {
        ServiceProcess.Builder alone =
                ServiceProcess.builder().settings(PROFILE).environment("CONTINUO_DATA_DIR", directory.toString());
        Answer before;
        try (ServiceProcess service = alone.start()) {
            Api api = new Api(service.uri());
            api.post("/api/v1/sessions/kept/messages", turn("Rank the wards", 1))
                    .is(201);
            before = api.get("/api/v1/sessions/kept?history=10").is(200);
            assertThat(before.header("Continuo-Store")).isEqualTo("embedded");
            service.kill();
        }
        try (ServiceProcess service = alone.start()) {
            Answer after = new Api(service.uri())
                    .get("/api/v1/sessions/kept?history=10")
                    .is(200);
            assertThat(after.body()).isEqualTo(before.body());
            assertThat(after.json().at("/state/workflow/data_loaded").asBoolean())
                    .isTrue();
        }
    }
}
