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
        return hasDotSegment(rawPath) ? "\".\" and \"..\" are not allowed as segments of the path" : null;
    }

    private static boolean hasDotSegment(String rawPath) {
        // Few paths have one of these, and only they are looked at more closely.
        if (!rawPath.contains("/.") && !rawPath.contains("/%2")) {
            return false;
        }
        for (String segment : rawPath.split("/", -1)) {
            String decoded = segment.replace("%2e", ".").replace("%2E", ".");
            if (".".equals(decoded) || "..".equals(decoded)) {
                return true;
            }
        }
        return false;
    }
}
