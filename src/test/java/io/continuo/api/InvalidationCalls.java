package io.continuo.api;

import static io.continuo.api.Rest.newId;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Multi;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.CreateSession;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.Precondition;
import io.continuo.model.SessionKey;
import io.continuo.session.Namespaces;
import io.continuo.store.SessionStore;

/** The calls of an invalidation as a test writes them, in a namespace of its own, with a clock that goes forward. */
abstract class InvalidationCalls {

    static final String NONE = "{sessions=0, expired_sessions=0, messages=0, documents=0, index_entries=0}";

    /** Steps of two entries, so that every sweep takes several. */
    static final Map<String, String> SETTINGS =
            Map.of("continuo.cleanup.batch", "2", "continuo.cleanup.every", "1h", "continuo.seed-paths", "false");

    /** The system's clock, set forward by tests. */
    @Alternative
    @Priority(1)
    @Singleton
    public static class ForwardClock extends Clock {

        private volatile Duration ahead = Duration.ZERO;

        void forward(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    @Inject
    ForwardClock clock;

    @Inject
    SessionStore store;

    @Inject
    Namespaces namespaces;

    final String namespace = newId();

    void fill(int many) {
        Namespace here = new Namespace(namespace);
        Multi.createFrom()
                .range(0, many)
                .onItem()
                .transformToUni(i -> store.apply(
                        new CreateSession(
                                SessionKey.of(namespace, "filled-" + i),
                                null,
                                Map.of(),
                                JsonText.EMPTY_OBJECT,
                                Origin.UNKNOWN,
                                null,
                                namespaces.policy(here),
                                Precondition.NONE,
                                null),
                        clock.instant()))
                .merge(64)
                .collect()
                .last()
                .await()
                .indefinitely();
    }

    JsonPath dryRun(String scope) {
        return post("{" + scope + "}").then().statusCode(200).extract().jsonPath();
    }

    JsonPath run(String scope, JsonPath dryRun) {
        return confirmed(scope, dryRun).then().statusCode(200).extract().jsonPath();
    }

    Response confirmed(String scope, JsonPath dryRun) {
        return post(body(scope, dryRun.getString("confirmation_token")));
    }

    static String body(String scope, String token) {
        return "{" + scope + ",\"dry_run\":false,\"confirmation_token\":\"" + token + "\"}";
    }

    Response post(String body) {
        return in().body(body.startsWith("\"") ? "{" + body + "}" : body).post("/api/v1/admin/invalidations");
    }

    static String counts(JsonPath answer, String member) {
        return answer.getMap(member).toString();
    }

    static String counts(int sessions, int expired, int messages, int documents, int entries) {
        return "{sessions=" + sessions + ", expired_sessions=" + expired + ", messages=" + messages + ", documents="
                + documents + ", index_entries=" + entries + "}";
    }

    void session(String id, @Nullable String user) {
        session(id, user, "PT100H");
    }

    void session(String id, @Nullable String user, String ttl) {
        String owner = user == null ? "" : "\"user_id\":\"" + user + "\",";
        in().body("{" + owner + "\"ttl\":\"" + ttl + "\"}")
                .put("/api/v1/sessions/" + id)
                .then()
                .statusCode(201);
    }

    void say(String id) {
        in().body("{\"role\":\"user\",\"content\":\"Hello\"}")
                .post("/api/v1/sessions/" + id + "/messages")
                .then()
                .statusCode(201);
    }

    void document(String owner, String type, String key, @Nullable String ttl) {
        in().body("{\"a\":1}")
                .put("/api/v1/" + owner + "/documents/" + type + "/" + key + (ttl == null ? "" : "?ttl=" + ttl))
                .then()
                .statusCode(201);
    }

    List<String> ids() {
        return in().get("/api/v1/sessions?limit=500").jsonPath().getList("data.session_id");
    }

    RequestSpecification in() {
        return RestAssured.given().header("Continuo-Namespace", namespace).contentType("application/json");
    }
}
