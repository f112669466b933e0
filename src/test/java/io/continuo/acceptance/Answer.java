package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An answer of the service and how long it took. */
record Answer(int status, HttpHeaders headers, String body, Duration took) {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String PROBLEM = "urn:continuo:problem:";

    /** The same answer, which must have that status. */
    Answer is(int expected) {
        assertThat(status).as("%s", this).isEqualTo(expected);
        return this;
    }

    JsonNode json() {
        return json(body);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + text, e);
        }
    }

    /** The header's value, empty where there is none. */
    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The name of the problem that this answer must be. */
    String problem() {
        assertThat(header("Content-Type")).as("%s", this).startsWith("application/problem+json");
        assertThat(json().path("status").asInt()).as("%s", this).isEqualTo(status);
        assertThat(json().path("detail").asText()).as("%s", this).isNotBlank();
        assertThat(json().path("type").asText()).as("%s", this).startsWith(PROBLEM);
        return json().path("type").asText().substring(PROBLEM.length());
    }

    @Override
    public String toString() {
        return status + " after " + took.toMillis() + " ms: " + body;
    }
}
