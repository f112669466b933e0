package io.continuo.faults;

import java.time.Duration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What came of one request.
 *
 * @param status 0 where no answer came
 * @param body of a failed connection: what happened to it
 * @param began {@link System#nanoTime()} before it was sent, as {@code ended} is after it was answered
 */
record Reply(Outcome outcome, int status, String body, long began, long ended) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 300;

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not JSON: " + this, e);
        }
    }

    /** The same as the answer to a repeated request, where a refusal says nothing about the first one. */
    Reply doubtful() {
        return new Reply(Outcome.UNKNOWN, status, body, began, ended);
    }

    Duration took() {
        return Duration.ofNanos(ended - began);
    }

    @Override
    public String toString() {
        return status + " after " + took().toMillis() + " ms: " + body.substring(0, Math.min(SHOWN, body.length()));
    }
}
