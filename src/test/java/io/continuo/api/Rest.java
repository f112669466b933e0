package io.continuo.api;

import java.util.UUID;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** The calls of the contract as a test writes them. Bodies are sent and read as text: JSON is compared exactly. */
final class Rest {

    static final String SESSIONS = "/api/v1/sessions";
    static final String USERS = "/api/v1/users";

    /** Bodies and their content type go out as they are written. */
    static final RestAssuredConfig AS_WRITTEN = RestAssured.config()
            .encoderConfig(EncoderConfig.encoderConfig()
                    .defaultContentCharset("UTF-8")
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs("application/merge-patch+json", ContentType.TEXT)
                    .encodeContentTypeAs("application/x-ndjson", ContentType.TEXT));

    private Rest() {}

    static String newId() {
        return "s-" + UUID.randomUUID();
    }

    static RequestSpecification json(String body) {
        return RestAssured.given()
                .config(AS_WRITTEN)
                .contentType("application/json")
                .body(body);
    }

    static Response create(String body) {
        return json(body).post(SESSIONS);
    }

    static Response put(String id, String body) {
        return json(body).put(SESSIONS + "/" + id);
    }

    static Response patch(String id, String body) {
        return json(body).contentType("application/merge-patch+json").patch(SESSIONS + "/" + id);
    }

    static Response get(String id) {
        return RestAssured.get(SESSIONS + "/" + id);
    }

    static Response append(String id, String body) {
        return json(body).post(SESSIONS + "/" + id + "/messages");
    }

    static Response say(String id, String content) {
        return append(id, "{\"role\":\"user\",\"content\":\"" + content + "\"}");
    }

    static Response messages(String id, String query) {
        return RestAssured.given().urlEncodingEnabled(false).get(SESSIONS + "/" + id + "/messages?" + query);
    }

    static Response input(String body) {
        return json(body).post("/api/v1/input");
    }
}
