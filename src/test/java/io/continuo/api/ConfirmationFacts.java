package io.continuo.api;

import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an invalidation asks for before it is run, whatever the store. */
abstract class ConfirmationFacts extends InvalidationCalls {

    @Test
    void aRunNeedsAConfirmation() {
        problem(post("\"scope\":\"all\",\"dry_run\":false"), "confirmation-required", "dry run first");
    }

    @Test
    void aConfirmationIsGoodForItsRequestOnlyAndForTenMinutes() {
        session("a", "u");
        String user = "\"scope\":\"user\",\"user_id\":\"u\",\"keep\":[\"note\",\"letter\"]";
        JsonPath dry = dryRun(user);
        assertThat(Duration.between(clock.instant(), Instant.parse(dry.getString("expires_at"))))
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));

        for (String other : List.of(
                "\"scope\":\"user\",\"user_id\":\"u\"",
                "\"scope\":\"user\",\"user_id\":\"u\",\"keep\":[\"note\"]",
                "\"scope\":\"user\",\"user_id\":\"v\",\"keep\":[\"note\",\"letter\"]",
                "\"scope\":\"all\"")) {
            problem(confirmed(other, dry), "confirmation-invalid", "given for another request");
        }
        String token = dry.getString("confirmation_token");
        problem(
                RestAssured.given()
                        .header("Continuo-Namespace", newId())
                        .contentType("application/json")
                        .body(body(user, token))
                        .post("/api/v1/admin/invalidations"),
                "confirmation-invalid",
                "not known in this namespace");
        for (String unknown :
                List.of("x", "é", token + "A", token.substring(1), token.toLowerCase(java.util.Locale.ROOT))) {
            problem(post(body(user, unknown)), "confirmation-invalid", "not known in this namespace");
        }

        String reordered =
                "\"scope\":\"user\",\"keep\":[\"letter\",\"note\",\"letter\"],\"user_id\":\"u\",\"time_limit\":\"PT5M\"";
        assertThat(run(reordered, dry).getLong("matched")).isEqualTo(1);
        assertThat(run(user, dry).getLong("matched")).isZero();

        clock.forward(Duration.ofMinutes(10));
        problem(confirmed(user, dry), "confirmation-invalid", "has expired");
        clock.forward(Duration.ofMinutes(20));
        problem(confirmed(user, dry), "confirmation-invalid", "not known in this namespace");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | #/scope",
                "{'scope':'everything','user_id':'u'} | #/scope",
                "{'scope':7} | #/scope",
                "{'scope':'all','x':1} | #/x",
                "{'scope':'all','user_id':'u'} | #/user_id",
                "{'scope':'session'} | #/session_id",
                "{'scope':'session','session_id':'a b'} | #/session_id",
                "{'scope':'session','session_id':'a','keep':[]} | #/keep",
                "{'scope':'user'} | #/user_id",
                "{'scope':'user','user_id':'u','keep':'note'} | #/keep",
                "{'scope':'user','user_id':'u','keep':['note','a b']} | #/keep/1",
                "{'scope':'user','user_id':'u','keep':[1]} | #/keep/0",
                "{'scope':'document','type':'note'} | #/key",
                "{'scope':'document','key':'a','type':'..'} | #/type",
                "{'scope':'older_than'} | #/idle_for",
                "{'scope':'older_than','idle_for':'PT0S'} | #/idle_for",
                "{'scope':'older_than','idle_for':'PT-1H'} | #/idle_for",
                "{'scope':'older_than','idle_for':'24h'} | #/idle_for",
                "{'scope':'older_than','idle_for':24} | #/idle_for",
                "{'scope':'all','dry_run':'false'} | #/dry_run",
                "{'scope':'all','dry_run':null} | #/dry_run",
                "{'scope':'all','time_limit':'PT0.05S'} | #/time_limit",
                "{'scope':'all','time_limit':'PT5M1S'} | #/time_limit",
                "{'scope':'all','confirmation_token':''} | #/confirmation_token",
                "[] | #"
            })
    void whatIsWrongIsNamed(String body, String pointer) {
        Response answer = post(body.replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getList("errors.pointer")).contains(pointer);
    }

    private static void problem(Response answer, String type, String detail) {
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.jsonPath().getString("type")).isEqualTo("urn:continuo:problem:" + type);
        assertThat(answer.jsonPath().getString("detail")).contains(detail);
    }
}
