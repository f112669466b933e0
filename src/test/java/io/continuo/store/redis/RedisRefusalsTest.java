package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.LoadSession;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.ops.CapturedLog;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.RedisCli;
import io.continuo.support.RedisErrorReply;
import io.continuo.support.RedisServer;

/**
 * A server that is there and refuses: what callers get, what the operator reads, and that the service goes on by itself
 * once the cause has gone.
 */
class RedisRefusalsTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final SessionKey session = SessionKey.of(Fixtures.freshNamespace().name(), "s1");
    private final Instant now = Fixtures.freshNow();
    private CapturedLog refusals;
    private CapturedLog circuit;
    private RedisServer server;
    private RedisSessionStore store;

    @TempDir
    Path directory;

    @BeforeEach
    void open() {
        refusals = new CapturedLog(Troubles.class);
        circuit = new CapturedLog(NodeLink.class);
        server = RedisServer.builder().start();
        store = TestStores.on(server.uri(), 1);
        append().join();
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
        refusals.close();
        circuit.close();
    }

    @Test
    void aServerWhoseMemoryIsFullIsThereAndRefusesWrites() {
        configure("maxmemory", "1");

        assertRefused(append(), false);
        load().join();
        assertRefused(append(), false);

        assertThat(warnings()).containsExactly("Redis refuses writes (OOM): " + ErrorReply.OOM.advice() + ".");
        assertThat(store.health().available()).isTrue();
        configure("maxmemory", "0");
        append().join();
        assertThat(warnings()).isEmpty();
        assertThat(refusals.lines())
                .containsExactly(
                        "WARN Redis answers with an error (OOM): " + ErrorReply.OOM.advice() + ".",
                        "INFO Redis serves requests again.");
    }

    @Test
    void aServerThatCannotSaveIsThereAndRefusesWrites() throws IOException {
        try (RedisServer saving = RedisServer.builder()
                        .config("dir", directory.toString())
                        .config("save", "3600 1")
                        .start();
                RedisSessionStore before = TestStores.on(saving.uri(), 1)) {
            append(before).join();
            // No file can take the place of a directory, not even for root.
            Path inTheWay = Files.createDirectory(directory.resolve("dump.rdb"));
            saving.cli().command("BGSAVE");
            await().atMost(SOON)
                    .until(() -> saving.cli().text("INFO", "persistence").contains("rdb_last_bgsave_status:err"));

            assertRefused(append(before), false);
            assertThat(loaded(before).totalMessages()).isEqualTo(1);
            assertThat(warnings(before))
                    .containsExactly("Redis refuses writes (MISCONF): " + ErrorReply.MISCONF.advice() + ".");
            // It does not answer a PING otherwise, and yet it is there, also for who comes now.
            try (RedisSessionStore late = TestStores.on(saving.uri(), 1)) {
                await().atMost(SOON).until(() -> late.health().available());
                assertThat(loaded(late).totalMessages()).isEqualTo(1);
            }

            Files.delete(inTheWay);
            saving.cli().command("SAVE");
            append(before).join();
        }
    }

    @Test
    void aServerWithTooFewReplicasIsThereAndRefusesWrites() {
        configure("min-replicas-to-write", "1");

        assertRefused(append(), false);
        load().join();
        assertThat(refusals.lines()).singleElement().asString().contains("(NOREPLICAS)", "min-replicas-to-write");

        configure("min-replicas-to-write", "0");
        append().join();
    }

    @Test
    void aServerInAnEndlessScriptIsThereAndRefusesEverything() {
        configure("lua-time-limit", "20");
        try (RedisCli other = new RedisCli(server.port())) {
            CompletableFuture<Throwable> script = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> other.command("EVAL", "while true do end", "0")));
            await().atMost(SOON).until(() -> catchThrowable(() -> server.cli().command("GET", "x")) != null);

            assertRefused(append(), false);
            assertRefused(load(), false);
            assertThat(refusals.lines()).singleElement().asString().contains("(BUSY)", "SCRIPT KILL");
            assertThat(store.health().available()).isTrue();

            server.cli().command("SCRIPT", "KILL");
            assertThat(script.join()).isInstanceOf(RedisErrorReply.class);
        }
        append().join();
    }

    @Test
    void aReplicaIsNotTheStore() {
        server.cli().command("REPLICAOF", "127.0.0.1", "1");

        assertRefused(append(), true);
        assertThat(refusals.lines())
                .singleElement()
                .asString()
                .contains("(READONLY)", "point the service at the master");

        server.cli().command("REPLICAOF", "NO", "ONE");
        awaitServed();
    }

    @Test
    void aReplicaThatServesNoStaleDataIsNotTheStore() {
        configure("replica-serve-stale-data", "no");
        server.cli().command("REPLICAOF", "127.0.0.1", "1");

        await().atMost(SOON).until(() -> store.health().detail().contains(ErrorReply.MASTERDOWN.advice()));
        assertRefused(load(), true);

        server.cli().command("REPLICAOF", "NO", "ONE");
        awaitServed();
    }

    @Test
    void aPasswordSetBehindOurBackIsNamedAndTheServiceGoesOnWhenItIsTakenBack() {
        configure("requirepass", "another");
        // Who is in stays in.
        append().join();
        dropConnections();

        await().atMost(SOON).until(() -> !store.health().available());
        assertRefused(append(), true);
        assertThat(store.health().detail()).contains("it wants a password; set REDIS_PASSWORD");
        assertThat(warnings()).containsExactly(store.health().detail());
        assertThat(circuit.lines())
                .anyMatch(line -> line.startsWith("WARN") && line.contains(ErrorReply.NOAUTH.advice()));

        configure("requirepass", "");
        awaitServed();
    }

    @Test
    void aPasswordChangedBehindOurBackIsNamed() {
        try (RedisServer guarded = RedisServer.builder().password("old").start();
                RedisSessionStore inside = TestStores.on(guarded.uri(), 1)) {
            append(inside).join();
            guarded.cli().command("CONFIG", "SET", "requirepass", "new");
            guarded.cli().command("CLIENT", "KILL", "TYPE", "normal");

            await().atMost(SOON).until(() -> !inside.health().available());
            assertThat(inside.health().detail()).contains(ErrorReply.WRONGPASS.advice());
            assertThat(circuit.lines()).noneMatch(line -> line.contains("old") || line.contains("new"));

            try (RedisCli again = new RedisCli(guarded.port(), "new")) {
                again.command("CONFIG", "SET", "requirepass", "old");
            }
            await().atMost(SOON).ignoreExceptions().until(() -> append(inside).join() != null);
        }
    }

    @Test
    void aUserMayLackACommand() {
        server.cli().command("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", "-evalsha", "-eval");
        try (RedisSessionStore app = as("app", "secret")) {
            await().atMost(SOON).until(() -> app.health().available());

            assertRefused(append(app), false);
            assertThat(refusals.lines()).singleElement().asString().contains("(NOPERM)", "ACL LOG");

            server.cli().command("ACL", "SETUSER", "app", "+evalsha", "+eval");
            append(app).join();
        }
    }

    /** What the script did before is not taken back. */
    @Test
    void aUserMayLackACommandInsideAScript() {
        server.cli().command("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", "-zadd");
        try (RedisSessionStore app = as("app", "secret")) {
            await().atMost(SOON).until(() -> app.health().available());

            assertThat(failure(append(app))).isInstanceOf(OutcomeUnknown.class);
            assertThat(refusals.lines()).singleElement().asString().contains("ACL LOG");

            server.cli().command("ACL", "SETUSER", "app", "+zadd");
            append(app).join();
        }
    }

    @Test
    void aUserMayLackEvenAPing() {
        server.cli().command("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", "-ping", "-role", "-info");
        try (RedisSessionStore app = as("app", "secret")) {
            await().atMost(SOON).until(() -> app.health().available());
            append(app).join();
        }
    }

    @Test
    void aServerWithoutRoomForMoreConnectionsIsNamed() {
        configure("maxclients", "1");
        try (RedisSessionStore late = TestStores.on(server.uri(), 1)) {
            await().atMost(SOON).until(() -> late.health().detail().contains(ErrorReply.MAXCLIENTS.advice()));
            assertRefused(append(late), true);

            configure("maxclients", "100");
            await().atMost(SOON).ignoreExceptions().until(() -> append(late).join() != null);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        try (RedisSessionStore lost = TestStores.on(server.uri() + "/999", 1)) {
            await().atMost(SOON).until(() -> lost.health().detail().contains(ErrorReply.DATABASE.advice()));
        }
    }

    @Test
    void aServerThatStillLoadsIsWaitedFor() {
        try (RedisServer slow = RedisServer.builder()
                        .config("save", "3600 1000000")
                        // Microseconds a key, 2 s in all.
                        .config("key-load-delay", "400")
                        .config("loading-process-events-interval-bytes", "1024")
                        .start();
                RedisSessionStore patient = TestStores.on(slow.uri(), 1)) {
            append(patient).join();
            slow.cli().command("EVAL", "for i = 1, 5000 do redis.call('SET', i, string.rep('x', 100)) end", "0");
            slow.cli().command("SAVE");
            CompletableFuture<Void> restart = CompletableFuture.runAsync(slow::restart);

            await().atMost(SOON).until(() -> patient.health().detail().contains(ErrorReply.LOADING.advice()));
            assertRefused(append(patient), true);

            restart.join();
            await().atMost(SOON).ignoreExceptions().until(() -> append(patient).join() != null);
            assertThat(loaded(patient).totalMessages()).isEqualTo(2);
        }
    }

    private RedisSessionStore as(String user, String password) {
        String uri = "redis://" + user + ":" + password + "@127.0.0.1:" + server.port();
        return TestStores.on(uri, 1);
    }

    private void configure(String name, String value) {
        server.cli().command("CONFIG", "SET", name, value);
    }

    private void dropConnections() {
        server.cli().command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    private List<String> warnings() {
        return warnings(store);
    }

    private List<String> warnings(RedisSessionStore of) {
        return of.status(session.namespace()).await().atMost(SOON).warnings();
    }

    private CompletableFuture<?> append() {
        return append(store);
    }

    private CompletableFuture<?> append(RedisSessionStore on) {
        return on.apply(ChangeBuilder.on(session).append(Fixtures.message("m", now)), now)
                .subscribeAsCompletionStage();
    }

    private Session loaded(RedisSessionStore from) {
        return from.read(new LoadSession(session, 10, null), now).await().atMost(SOON);
    }

    private CompletableFuture<Session> load() {
        return store.read(new LoadSession(session, 10, null), now).subscribeAsCompletionStage();
    }

    private void awaitServed() {
        await().atMost(SOON).ignoreExceptions().until(() -> append().join() != null);
    }

    private static void assertRefused(CompletableFuture<?> call, boolean away) {
        assertThat(failure(call))
                .isInstanceOfSatisfying(
                        StoreUnavailable.class,
                        refused -> assertThat(refused.away()).isEqualTo(away));
    }

    private static @Nullable Throwable failure(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(future::join);
        return thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
    }
}
