package io.continuo.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.model.Precondition;

/** Entity tags (RFC 9110, 8.8.3): a session's is its version in quotes, always strong. */
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("\\G\\s*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"\\s*(?:,|$)");

    private EntityTags() {}

    static String of(long version) {
        return "\"" + version + "\"";
    }

    static Precondition precondition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        List<Long> versions = ifMatch == null ? List.of() : versions("If-Match", ifMatch, false);
        if (ifNoneMatch != null && !"*".equals(ifNoneMatch.trim())) {
            throw InvalidRequest.of("If-None-Match", "only * is understood on a write");
        }
        return versions.isEmpty() && ifNoneMatch == null
                ? Precondition.NONE
                : new Precondition(versions, ifNoneMatch != null);
    }

    /** Whether a reader already has this version: {@code If-None-Match} with its weak comparison. */
    static boolean matchesAny(@Nullable String ifNoneMatch, long version) {
        if (ifNoneMatch == null) {
            return false;
        }
        List<Long> versions = versions("If-None-Match", ifNoneMatch, true);
        return versions.contains(Precondition.ANY_VERSION) || versions.contains(version);
    }

    private static List<Long> versions(String header, String value, boolean weakToo) {
        if ("*".equals(value.trim())) {
            return List.of(Precondition.ANY_VERSION);
        }
        List<Long> versions = new ArrayList<>();
        Matcher matcher = TAG.matcher(value);
        int end = 0;
        while (matcher.find()) {
            end = matcher.end();
            boolean counts = weakToo || matcher.group(1) == null;
            Long version = counts ? Numbers.whole(matcher.group(2)) : null;
            versions.add(version == null || version == 0 ? Precondition.NO_VERSION : version);
        }
        if (versions.isEmpty() || end != value.length()) {
            throw InvalidRequest.of(header, "must be * or entity tags in quotes, such as \"7\"");
        }
        return versions;
    }
}
