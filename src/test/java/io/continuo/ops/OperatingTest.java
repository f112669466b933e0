package io.continuo.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import java.util.Set;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import org.junit.jupiter.api.Test;

import io.continuo.model.Namespace;
import io.continuo.session.KnownNamespaces;
import io.continuo.support.SharedRedis;

/** What an operator sees of a running service. */
@QuarkusTest
class OperatingTest {

    @Inject
    Vertx vertx;

    @Inject
    KnownNamespaces namespaces;

    @Test
    void livenessKnowsNoStore() {
        given().get("/health/live")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("continuo"))
                .body("checks.name", not(hasItem("store")));
    }

    @Test
    void readinessTellsOfTheStore() {
        await().untilAsserted(() -> given().get("/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'store' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'store' }.data.store", notNullValue())
                .body("checks.find { it.name == 'store' }.data.detail", notNullValue()));
    }

    @Test
    void theServiceSaysThatItHasStarted() {
        given().get("/health/started")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'started' }.status", equalTo("UP"));
    }

    @Test
    void theSessionsOfAConfiguredNamespaceAreCountedInTheBackground() {
        await().untilAsserted(() -> assertThat(Exposition.scrape().values("continuo_sessions_active", "namespace"))
                .contains("default"));
    }

    @Test
    void noPathWithAnIdBecomesALabel() {
        given().get("/api/v1/sessions/some-id-1").then().statusCode(404);
        given().get("/api/v1/sessions/some-id-2/nowhere").then().statusCode(404);
        given().get("/some-id-3").then().statusCode(404);
        given().put("/api/v1/sessions/some-id-4/touch").then().statusCode(405);
        given().urlEncodingEnabled(false)
                .get("/api/v1/sessions/some-id-7;x=1")
                .then()
                .statusCode(400);
        given().contentType("text/plain")
                .body("x")
                .post("/api/v1/sessions/some-id-5/messages")
                .then()
                .statusCode(415);
        given().get("/health/some-id-6");

        Set<String> uris = await().until(
                        () -> Exposition.scrape().values("http_server_requests_seconds", "uri"),
                        seen -> seen.contains("UNMATCHED") && seen.contains("NOT_FOUND"));

        assertThat(uris)
                .noneMatch(uri -> uri.contains("some-id"))
                .anyMatch(uri -> uri.matches("/api/v1/sessions/\\{\\w+}"));
    }

    @Test
    void thePoolsOfRedisClientsAreNoMeters() {
        Redis client = Redis.createClient(
                vertx, "redis://127.0.0.1:" + SharedRedis.standalone().port());
        try {
            client.send(Request.cmd(Command.PING))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();

            assertThat(Exposition.scrape().types("redis_")).isEmpty();
        } finally {
            client.close();
        }
    }

    @Test
    void aNamespaceIsCleanedUpOnceSomethingWasWrittenThere() {
        given().header("Continuo-Namespace", "only-read")
                .get("/api/v1/sessions")
                .then()
                .statusCode(200);
        given().header("Continuo-Namespace", "written")
                .contentType("application/json")
                .body("{}")
                .post("/api/v1/sessions")
                .then()
                .statusCode(201);

        assertThat(namespaces.all())
                .contains(Namespace.DEFAULT, new Namespace("written"))
                .doesNotContain(new Namespace("only-read"));
    }
}
