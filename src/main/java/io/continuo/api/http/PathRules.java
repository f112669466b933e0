package io.continuo.api.http;

import org.jspecify.annotations.Nullable;

/**
 * Refuses paths that name one thing and mean another once they are normalised: dot segments, empty segments, matrix
 * parameters. Applied to the raw path, before any library decodes it; broken percent-encoding is refused by the server
 * itself.
 */
final class PathRules {

    private PathRules() {}

    /** What is wrong with the path, null when nothing is. */
    static @Nullable String violation(String rawPath) {
        if (rawPath.indexOf(';') >= 0) {
            return "\";\" is not allowed in the path";
        }
        if (rawPath.contains("//")) {
            return "the path has an empty segment";
        }
        for (String segment : rawPath.split("/", -1)) {
            String decoded = segment.replace("%2e", ".").replace("%2E", ".");
            if (".".equals(decoded) || "..".equals(decoded)) {
                return "\".\" and \"..\" are not allowed as segments of the path";
            }
        }
        return null;
    }
}
