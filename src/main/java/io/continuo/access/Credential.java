package io.continuo.access;

import java.util.List;
import java.util.regex.Pattern;

import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Refusal;

/** What a request says of its caller: an API key or a token. It is never shown. */
public final class Credential {

    /** More than any key, and than a token that fits into the headers. */
    private static final int LONGEST = 8_192;

    /** RFC 6750; the scheme's name is written as one likes. */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([^ ]+)");

    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1," + LONGEST + "}");

    private final String value;

    private Credential(String value) {
        this.value = value;
    }

    /**
     * The one credential of a request.
     *
     * @param authorization the lines of that header
     * @param apiKey the lines of {@code X-API-Key}
     * @throws Unauthenticated where there is none, or it is not clear what is meant
     */
    public static Credential of(List<String> authorization, List<String> apiKey) {
        String bearer = authorization.isEmpty() ? null : bearer(only("Authorization", authorization));
        String key = apiKey.isEmpty() ? null : only("X-API-Key", apiKey);
        if (bearer != null && key != null && !bearer.equals(key)) {
            throw new Unauthenticated(
                    Refusal.MALFORMED, "Authorization and X-API-Key say different things: send one of them.");
        }
        String value = bearer == null ? key : bearer;
        if (value == null) {
            throw new Unauthenticated(Refusal.MISSING, "Send a key as Authorization: Bearer or as X-API-Key.");
        }
        if (!VISIBLE.matcher(value).matches()) {
            throw new Unauthenticated(
                    Refusal.MALFORMED, "A key or token is 1 to " + LONGEST + " visible ASCII characters.");
        }
        return new Credential(value);
    }

    private static String only(String header, List<String> lines) {
        if (lines.size() > 1) {
            throw new Unauthenticated(
                    Refusal.MALFORMED, header + " is there " + lines.size() + " times: send it once.");
        }
        return lines.get(0).strip();
    }

    private static String bearer(String authorization) {
        var parts = BEARER.matcher(authorization);
        if (!parts.matches()) {
            throw new Unauthenticated(
                    Refusal.MALFORMED, "Authorization has to be: Bearer, a space, and the key or token.");
        }
        return parts.group(1);
    }

    /** Three parts with dots between them, as a signed token has. */
    boolean mayBeToken() {
        return value.chars().filter(c -> c == '.').count() == 2;
    }

    String value() {
        return value;
    }

    @Override
    public String toString() {
        return "credential of " + value.length() + " characters";
    }
}
