package io.continuo.model;

import io.continuo.json.JsonText;

/**
 * A message of a history.
 *
 * @param seq its place: from 1, without gaps, never reused within a session; 0 where it is not given yet
 * @param stored the message's JSON object with {@code role}, {@code timestamp} and all that the caller gave, without
 *     {@code seq}
 * @param duplicate in the answer to an append: it was there already and was not appended again
 */
public record Message(long seq, JsonText stored, boolean duplicate) {

    public Message(long seq, JsonText stored) {
        this(seq, stored, false);
    }
}
