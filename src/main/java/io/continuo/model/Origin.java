package io.continuo.model;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;

/**
 * Where a session came from. The two values are kept beside the caller's metadata and shown in it where it has no member
 * of that name, so that replacing the metadata keeps them and no script ever opens the caller's JSON.
 *
 * @param createdVia any JSON value, usually a string: the path of the call that created the session
 * @param userAgent any JSON value, usually a string: the {@code User-Agent} of that call
 */
public record Origin(
        @Nullable JsonText createdVia, @Nullable JsonText userAgent) {

    public static final String CREATED_VIA = "created_via";
    public static final String USER_AGENT = "user_agent";
    public static final Origin UNKNOWN = new Origin(null, null);

    /** The two members where the metadata has them. */
    public static Origin in(JsonText metadata) {
        return new Origin(metadata.member(CREATED_VIA), metadata.member(USER_AGENT));
    }

    /** These values, and those of the other where one is missing here. */
    public Origin orElse(Origin other) {
        return new Origin(
                createdVia != null ? createdVia : other.createdVia, userAgent != null ? userAgent : other.userAgent);
    }
}
