package io.continuo.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.support.ServiceProcess;
import io.continuo.support.TestCertificates;

/** Tokens whose keys are behind a URL, as an identity provider has them: a set that changes. */
class TokensByUrlIT {

    private static final String ISSUER = "https://login.example.com";
    private static final String SESSIONS = "/api/v1/sessions";
    private static final String TRUST = "changeit";

    private final Vertx vertx = Vertx.vertx();
    private final PublicJsonWebKey elliptic = elliptic("ec-1");
    private final PublicJsonWebKey rsa = rsa("rsa-1");
    private final AtomicInteger asked = new AtomicInteger();

    private volatile long askedAt;
    private volatile JsonWebKeySet keys = new JsonWebKeySet(elliptic, rsa);
    private HttpServer provider;
    private int port;

    @TempDir
    private Path directory;

    @BeforeEach
    void provide() throws IOException, InterruptedException {
        TestCertificates certificates = TestCertificates.in(directory);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "authority",
                        "-file",
                        certificates.authority().toString(),
                        "-keystore",
                        trust().toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        TRUST)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        provider = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificates.server().toString())
                                .setKeyPath(certificates.serverKey().toString())))
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    askedAt = System.nanoTime();
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .end(keys.toJson(OutputControlLevel.PUBLIC_ONLY));
                });
        port = listening(0);
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void tokensOfTheSetAreGoodAndNoOthersAre() {
        try (ServiceProcess service = service()) {
            Api api = new Api(service.uri());
            by(api, signed(elliptic, "ES256", good())).is(200);
            by(api, signed(rsa, "RS256", good())).is(200);
            by(api, signed(rsa, "PS256", good())).is(200);
            assertThat(asked).hasValue(1);

            // Somebody else's keys, under the names of good ones.
            by(api, signed(elliptic("ec-1"), "ES256", good())).is(401);
            by(api, signed(rsa("rsa-1"), "RS256", good())).is(401);
            // Of the other kind than the key that is named.
            by(api, signed(named(rsa("x"), "ec-1"), "RS256", good())).is(401);

            by(api, unsigned(good())).is(401);
            for (PublicJsonWebKey key : List.of(elliptic, rsa)) {
                byte[] encoded = key.getPublicKey().getEncoded();
                by(api, withSecret(encoded, key.getKeyId())).is(401);
                by(api, withSecret(pem(encoded), key.getKeyId())).is(401);
            }

            long now = Instant.now().getEpochSecond();
            by(api, signed(elliptic, "ES256", claims(ISSUER, "continuo", now + 600, ",\"iat\":" + (now - 60))))
                    .is(200);
            by(api, signed(elliptic, "ES256", claims(ISSUER, "continuo", now - 600, "")))
                    .is(401);
            by(api, signed(elliptic, "ES256", claims(ISSUER, "continuo", now + 600, ",\"nbf\":" + (now + 300))))
                    .is(401);
            by(api, signed(elliptic, "ES256", claims(ISSUER, "another", now + 600, "")))
                    .is(401);
            by(api, signed(elliptic, "ES256", claims("https://elsewhere.example.com", "continuo", now + 600, "")))
                    .is(401);
            by(api, signed(elliptic, "ES256", good()) + "A").is(401);
            by(api, "x".repeat(6_000) + "." + "y".repeat(2_000) + ".z").is(401);
            assertThat(by(api, signed(elliptic, "ES256", claims(ISSUER, "continuo", now + 600, padding(20_000))))
                            .status())
                    .isEqualTo(431);
            by(api, signed(elliptic, "ES256", good())).is(200);
        }
    }

    @Test
    void theSetIsAskedAgainForAKeyThatIsNew() {
        PublicJsonWebKey next = elliptic("ec-2");
        try (ServiceProcess service = service()) {
            Api api = new Api(service.uri());
            by(api, signed(elliptic, "ES256", good())).is(200);
            // Nobody is asked again within 300 ms of an answer.
            await().until(() -> {
                by(api, signed(elliptic, "ES256", good())).is(200);
                return System.nanoTime() - askedAt > 500_000_000;
            });
            keys = new JsonWebKeySet(next);
            by(api, signed(next, "ES256", good())).is(200);
            assertThat(asked).hasValue(2);
            // What is not in it any more is not taken any more.
            by(api, signed(elliptic, "ES256", good())).is(401);
            // However many keys are made up, the provider is not asked for each.
            for (int i = 0; i < 20; i++) {
                by(api, signed(named(elliptic("x"), "made-up-" + i), "ES256", good()))
                        .is(401);
            }
            assertThat(asked.get()).isLessThanOrEqualTo(3);
            by(api, signed(next, "ES256", good())).is(200);
        }
    }

    @Test
    void whereTheProviderIsAwayNoTokenIsGoodUntilItIsBack() {
        provider.close().toCompletionStage().toCompletableFuture().join();
        try (ServiceProcess service = service()) {
            Api api = new Api(service.uri());
            by(api, signed(elliptic, "ES256", good())).is(401);
            api.with("X-API-Key", "the-key-of-the-application").get(SESSIONS).is(200);
            listening(port);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> by(api, signed(elliptic, "ES256", good())).status() == 200);
            // What is known stays known.
            provider.close().toCompletionStage().toCompletableFuture().join();
            by(api, signed(rsa, "RS256", good())).is(200);
        }
    }

    private int listening(int at) {
        return provider.listen(at, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private ServiceProcess service() {
        return ServiceProcess.builder()
                .environment(
                        "JAVA_TOOL_OPTIONS",
                        "-Djavax.net.ssl.trustStore=" + trust() + " -Djavax.net.ssl.trustStorePassword=" + TRUST)
                .environment("CONTINUO_API_KEYS", "app:tokens:client:the-key-of-the-application")
                .environment("CONTINUO_JWT_KEY_LOCATION", "https://localhost:" + port + "/keys")
                .environment("CONTINUO_JWT_AUDIENCE", "continuo")
                .environment("CONTINUO_JWT_ISSUER", ISSUER)
                .start();
    }

    private Path trust() {
        return directory.resolve("trust.p12");
    }

    private static Answer by(Api api, String token) {
        return api.with("Authorization", "Bearer " + token).get(SESSIONS);
    }

    private static String good() {
        return claims(ISSUER, "continuo", Instant.now().getEpochSecond() + 600, "");
    }

    private static String claims(String issuer, String audience, long expires, String more) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"sub\":\"u\",\"exp\":" + expires
                + ",\"namespace\":\"tokens\",\"role\":\"client\"" + more + "}";
    }

    private static String padding(int characters) {
        return ",\"padding\":\"" + "x".repeat(characters) + "\"";
    }

    private static String signed(PublicJsonWebKey key, String algorithm, String claims) {
        JsonWebSignature token = new JsonWebSignature();
        token.setKey(key.getPrivateKey());
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setAlgorithmHeaderValue(algorithm);
        return serialized(token, claims);
    }

    private static String unsigned(String claims) {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue("none");
        return serialized(token, claims);
    }

    /** With a public key for a secret. */
    private static String withSecret(byte[] secret, String keyId) {
        JsonWebSignature token = new JsonWebSignature();
        token.setKey(new HmacKey(secret));
        token.setKeyIdHeaderValue(keyId);
        token.setAlgorithmHeaderValue("HS256");
        return serialized(token, good());
    }

    private static String serialized(JsonWebSignature token, String claims) {
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        token.setPayload(claims);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] pem(byte[] encoded) {
        return ("-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(UTF_8);
    }

    private static PublicJsonWebKey elliptic(String id) {
        try {
            return named(EcJwkGenerator.generateJwk(EllipticCurves.P256), id);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicJsonWebKey rsa(String id) {
        try {
            return named(RsaJwkGenerator.generateJwk(2_048), id);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id) {
        key.setKeyId(id);
        return key;
    }
}
