package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.continuo.support.FaultProxy;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** Redis freezes, dies, comes late and forgets its scripts; the service says so, loses nothing, and needs no restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    /** How soon it is told that Redis is away, the time to notice it included. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** What a busy machine may add to a time that is measured. */
    private static final Duration SLACK = Duration.ofMillis(500);

    private static final Duration BACK = Duration.ofSeconds(2);

    private RedisServer redis;
    private ServiceProcess service;
    private Api api;
    private int connections;
    private int run;

    /** One kind of call; {@code prepared} is the session it is for. */
    private record Kind(
            String method, String path, @Nullable String body) {

        boolean isRead() {
            return method.equals("GET") || method.equals("HEAD");
        }

        CompletableFuture<Answer> call(Api api) {
            return api.callLater(method, path, body);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeAll
    void start() {
        // What Redis acknowledged is on its disk, so that whatever is missing was lost by the service.
        redis = RedisServer.builder()
                .appendOnly()
                .config("appendfsync", "always")
                .start();
        service = ServiceProcess.builder()
                .redis(redis)
                .environment("CONTINUO_HISTORY_LIMIT", "1000000")
                .environment("CONTINUO_OUTAGE", "reject")
                .start();
        api = new Api(service.uri());
    }

    @AfterAll
    void stop() {
        service.close();
        redis.close();
    }

    @BeforeEach
    void countConnections() {
        run++;
        // More calls than there are connections, so that all of them are open.
        IntStream.range(0, 20).forEach(i -> api.get("/api/v1/sessions").is(200));
        connections = connectionsOfTheService();
    }

    @AfterEach
    void noConnectionIsLeaked() {
        IntStream.range(0, 20).forEach(i -> api.get("/api/v1/sessions").is(200));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(connectionsOfTheService()).isEqualTo(connections));
    }

    /** All but the one that asks. */
    private int connectionsOfTheService() {
        return Math.toIntExact(redis.cli().text("CLIENT", "LIST").lines().count() - 1);
    }

    private String session(String name) {
        return "/api/v1/sessions/" + name + run;
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (String id : List.of(session("known"), session("unknown"))) {
            kinds.add(new Kind("GET", id, null));
            kinds.add(new Kind("GET", id + "?history=10", null));
            kinds.add(new Kind("HEAD", id, null));
            kinds.add(new Kind("GET", id + "/messages", null));
            kinds.add(new Kind("GET", id + "/messages?after=1", null));
            kinds.add(new Kind("GET", id + "/debug", null));
            kinds.add(new Kind("POST", id + "/messages", "{\"role\":\"user\",\"content\":\"c\"}"));
            kinds.add(new Kind("POST", id + "/messages?create=false", "{\"role\":\"user\",\"content\":\"c\"}"));
            kinds.add(new Kind("POST", id + "/touch", ""));
        }
        kinds.add(new Kind("GET", "/api/v1/sessions", null));
        kinds.add(new Kind("GET", "/api/v1/sessions?user_id=u", null));
        kinds.add(new Kind("POST", "/api/v1/sessions", "{}"));
        kinds.add(new Kind("POST", "/api/v1/input", "{\"user_input\":\"c\"}"));
        kinds.add(new Kind("PUT", session("put"), "{\"state\":{\"a\":1}}"));
        kinds.add(new Kind("PATCH", session("patched"), "{\"state\":{\"a\":{\"b\":1}}}"));
        kinds.add(new Kind("DELETE", session("cleared") + "/messages", null));
        kinds.add(new Kind("DELETE", session("deleted"), null));
        kinds.add(new Kind("DELETE", "/api/session/deleted" + run, null));
        return kinds;
    }

    private String prepare() {
        for (String name : List.of("known", "patched", "cleared", "deleted")) {
            api.post(session(name) + "/messages", "{\"role\":\"user\",\"content\":\"kept\",\"state\":{\"a\":{}}}")
                    .is(201);
        }
        return api.get(session("cleared") + "?history=10").is(200).body();
    }

    private static void assertHonest(Kind kind, Answer answer) {
        assertThat(answer.status()).as("%s: %s", kind, answer).isEqualTo(503);
        assertThat(answer.header("Retry-After")).as("%s", kind).matches("[1-9]\\d*");
        if (!kind.method().equals("HEAD")) {
            assertThat(answer.problem())
                    .as("%s", kind)
                    .isIn(
                            kind.isRead()
                                    ? List.of("store-unavailable")
                                    : List.of("store-unavailable", "outcome-unknown"));
        }
    }

    /** Each kind of call at once: none waits for Redis, now that it is known to be away. */
    private void assertRefusedAtOnce() {
        for (Kind kind : kinds()) {
            Answer answer = kind.call(api).join();
            assertHonest(kind, answer);
            assertThat(answer.took()).as("%s", kind).isLessThan(SOON);
            if (!kind.method().equals("HEAD")) {
                assertThat(answer.problem()).as("%s", kind).isEqualTo("store-unavailable");
            }
        }
    }

    private void assertTellsThatRedisIsAway(Api of) {
        of.get("/health/live").is(200);
        of.get("/health/started").is(200);
        assertThat(of.get("/health/ready").is(503).json().path("status").asText())
                .isEqualTo("DOWN");
        for (String path : List.of("/api/v1/redis-status", "/api/session/redis-status")) {
            Answer status = of.get(path).is(200);
            assertThat(status.json().path("connected").asBoolean()).isFalse();
            assertThat(status.json().path("session_type").asText()).isEqualTo("redis");
            assertThat(status.took()).isLessThan(SOON.plus(SLACK));
        }
    }

    private static void awaitService(Api of) {
        await("requests are served again")
                .atMost(BACK)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> of.get("/api/v1/sessions").status() == 200
                        && of.get("/health/ready").status() == 200);
    }

    @Test
    void aFrozenRedisIsToldWithinASecondAndServesAgainOnceItThaws() {
        String kept = prepare();
        try (Ledger ledger = new Ledger(api, "frozen")) {
            ledger.awaitMore(20);

            redis.freeze();
            Map<Kind, CompletableFuture<Answer>> caught = new LinkedHashMap<>();
            kinds().forEach(kind -> caught.put(kind, kind.call(api)));
            CompletableFuture<Answer> live = api.callLater("GET", "/health/live", null);
            caught.forEach((kind, answer) -> {
                assertHonest(kind, answer.join());
                assertThat(answer.join().took()).as("%s", kind).isLessThan(SOON.plus(SLACK));
            });
            assertThat(live.join().is(200).took()).isLessThan(SOON);
            assertRefusedAtOnce();
            assertTellsThatRedisIsAway(api);

            redis.thaw();
            awaitService(api);
            ledger.awaitMore(20);
            ledger.settle();
        }
        JsonNode known = api.get(session("known") + "?history=10").is(200).json();
        assertThat(known.at("/history/0/content").asText()).isEqualTo("kept");
        assertThat(known.path("total_messages").asInt()).isBetween(1, 3);
        assertThat(kept).contains("kept");
    }

    @Test
    void aRedisThatIsKilledAndStartedAgainHasWhatWasAcknowledged() {
        String kept = prepare();
        try (Ledger ledger = new Ledger(api, "killed")) {
            for (int round = 0; round < 2; round++) {
                ledger.awaitMore(20);

                redis.kill();
                await().atMost(SOON.plus(SLACK))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> api.get("/health/ready").status() == 503);
                assertRefusedAtOnce();
                assertTellsThatRedisIsAway(api);

                redis.restart();
                awaitService(api);
            }
            ledger.awaitMore(20);
            ledger.settle();
        }
        assertThat(api.get(session("cleared") + "?history=10").is(200).body()).isEqualTo(kept);
    }

    @Test
    void aServiceThatStartsBeforeItsRedisServesOnceItIsThere() {
        try (RedisServer late = RedisServer.builder().appendOnly().start()) {
            late.kill();
            try (ServiceProcess early = ServiceProcess.builder()
                    .redis(late)
                    .environment("CONTINUO_OUTAGE", "reject")
                    .startWithoutStore()) {
                Api of = new Api(early.uri());
                await().atMost(SOON.plus(SLACK))
                        .until(() -> of.get("/health/ready").status() == 503);
                assertTellsThatRedisIsAway(of);
                assertThat(of.get("/api/v1/sessions/s").is(503).problem()).isEqualTo("store-unavailable");
                assertThat(of.post("/api/v1/sessions", "{\"session_id\":\"s\"}")
                                .is(503)
                                .problem())
                        .isEqualTo("store-unavailable");

                late.restart();
                awaitService(of);
                of.get("/api/v1/sessions/s").is(404);
                of.post("/api/v1/sessions", "{\"session_id\":\"s\"}").is(201);
            }
        }
    }

    @Test
    void forgottenScriptsAreNotNoticed() {
        List<CompletableFuture<Void>> load = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String session = session("script" + thread);
            load.add(CompletableFuture.runAsync(() -> {
                for (int i = 1; i <= 50; i++) {
                    Answer appended = api.post(
                                    session + "/messages",
                                    "{\"role\":\"user\",\"content\":\"c\",\"state\":{\"n\":%d}}".formatted(i))
                            .is(201);
                    assertThat(appended.json().at("/data/0/seq").asInt()).isEqualTo(i);
                    api.get(session + "/messages?after=" + (i - 1)).is(200);
                    api.call("PATCH", session, "{\"state\":{\"o\":{\"n\":%d}}}".formatted(i))
                            .is(200);
                }
            }));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(load.toArray(CompletableFuture[]::new));
        int flushes = 0;
        do {
            redis.cli().command("SCRIPT", "FLUSH");
            flushes++;
        } while (!all.isDone());
        all.join();
        assertThat(flushes).isGreaterThan(10);
    }

    /** As the guest of a busy host may: what Redis answered meanwhile is not late. */
    @Test
    void aServiceThatStoodStillDoesNotTakeItForSlownessOfRedis() {
        api.post(session("paused") + "/messages", "{\"role\":\"user\",\"content\":\"c\"}")
                .is(201);
        try (FaultProxy proxy = FaultProxy.before(redis);
                ServiceProcess paused = ServiceProcess.builder()
                        .environment("REDIS_URL", proxy.uri())
                        .environment("CONTINUO_OUTAGE", "reject")
                        .environment("REDIS_SOCKET_TIMEOUT", "1500ms")
                        .start()) {
            Api of = new Api(paused.uri());
            of.get(session("paused")).is(200);
            proxy.delay(Duration.ofMillis(200));
            proxy.resetFlights();
            List<CompletableFuture<Answer>> caught = IntStream.range(0, 20)
                    .mapToObj(i -> of.callLater("GET", session("paused"), null))
                    .toList();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> proxy.commands().contains("HGETALL"));
            paused.freeze();
            Instant end = Instant.now().plusSeconds(2);
            await().until(() -> Instant.now().isAfter(end));
            paused.thaw();
            caught.forEach(answer -> answer.join().is(200));
        }
    }
}
