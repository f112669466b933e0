package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.support.RedisServer;
import io.continuo.support.TestCertificates;

/** The store over TLS, with the options as Quarkus makes them of {@code rediss://}, the CA file and our defaults. */
class RedisOverTlsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    private TestCertificates certificates;

    @BeforeEach
    void issue() {
        certificates = TestCertificates.in(directory);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aUserIsLetInWhereTheCertificateIsForTheNameAndSignedByTheAuthority() {
        try (RedisServer server = RedisServer.builder().tls(certificates, false).start()) {
            server.cli().command("ACL", "SETUSER", "app", "on", ">p@ss:word", "~*", "+@all");
            String uri = "rediss://app:p%40ss%3Aword@localhost:" + server.tlsPort() + "/3";
            try (RedisSessionStore store = store(uri, this::trusting)) {
                assertServed(store);
                assertThat(server.cli().text("CLIENT", "LIST"))
                        .contains("user=app")
                        .contains("db=3");
            }
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedByName() {
        try (RedisServer server = RedisServer.builder().tls(certificates, false).start();
                RedisSessionStore store = store("rediss://127.0.0.1:" + server.tlsPort(), this::trusting)) {
            assertAway(store, "its certificate is for another host name");
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() {
        try (RedisServer server = RedisServer.builder().tls(certificates, false).start();
                RedisSessionStore store = store("rediss://localhost:" + server.tlsPort(), net -> {})) {
            assertAway(store, "CONTINUO_REDIS_TLS_CA_FILE");
        }
    }

    @Test
    void aServerMayWantACertificateOfItsClients() {
        try (RedisServer server = RedisServer.builder().tls(certificates, true).start()) {
            String uri = "rediss://localhost:" + server.tlsPort();
            try (RedisSessionStore without = store(uri, this::trusting)) {
                assertAway(without, "quarkus.redis.tls.key-certificate-pem");
            }
            try (RedisSessionStore with = store(uri, net -> {
                trusting(net);
                net.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificates.client().toString())
                        .addKeyPath(certificates.clientKey().toString()));
            })) {
                assertServed(with);
            }
        }
    }

    @Test
    void whoSpeaksTheOtherLanguageIsTold() {
        try (RedisServer server = RedisServer.builder().tls(certificates, false).start();
                RedisSessionStore plain = store("redis://localhost:" + server.tlsPort(), net -> {});
                RedisSessionStore secret = store("rediss://localhost:" + server.port(), this::trusting)) {
            assertAway(plain, "write rediss://");
            assertAway(secret, "TLS");
        }
    }

    private void trusting(NetClientOptions net) {
        net.setTrustOptions(
                new PemTrustOptions().addCertPath(certificates.authority().toString()));
    }

    private RedisSessionStore store(String uri, Consumer<NetClientOptions> more) {
        NetClientOptions net =
                new NetClientOptions().setSsl(uri.startsWith("rediss")).setHostnameVerificationAlgorithm("HTTPS");
        more.accept(net);
        RedisOptions options = new RedisOptions().setEndpoints(List.of(uri)).setNetClientOptions(net);
        return new RedisSessionStore(
                new RedisClients(vertx, options), RedisSettings.of(1, false, of -> "continuo:" + of), () -> {});
    }

    private static void assertServed(RedisSessionStore store) {
        await().atMost(SOON).until(() -> store.health().available());
        SessionKey session = SessionKey.of(Fixtures.freshNamespace().name(), "s1");
        store.apply(ChangeBuilder.on(session).put(), Fixtures.freshNow())
                .await()
                .atMost(SOON);
    }

    private static void assertAway(RedisSessionStore store, String reason) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(store.health().detail()).contains(reason));
        assertThat(store.health().available()).isFalse();
    }
}
