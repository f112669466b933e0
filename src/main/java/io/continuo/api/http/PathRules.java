package io.continuo.api.http;

import org.jspecify.annotations.Nullable;

/**
 * Refuses paths that name one thing and mean another once they are normalised: dot segments, empty segments, matrix
 * parameters, broken percent-encoding. Applied to the raw path, before any library decodes it.
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
        if (!wellEncoded(rawPath)) {
            return "a \"%\" in the path is not followed by two hexadecimal digits";
        }
        for (String segment : rawPath.split("/", -1)) {
            String decoded = segment.replace("%2e", ".").replace("%2E", ".");
            if (".".equals(decoded) || "..".equals(decoded)) {
                return "\".\" and \"..\" are not allowed as segments of the path";
            }
        }
        return null;
    }

    private static boolean wellEncoded(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (i + 2 >= path.length()
                    || Character.digit(path.charAt(i + 1), 16) < 0
                    || Character.digit(path.charAt(i + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
