package io.continuo.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Precondition;

/** Entity tags (RFC 9110, 8.8.3): a session's is its version in quotes, always strong. */
final class EntityTags {

    private static final Pattern TAG =
            Pattern.compile("\\G\\s*(?:(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"\\s*)?(?:,|$)");

    static final String FORM = "must be * or entity tags in quotes, such as \"7\"";

    private static final String ANY = "*";

    private EntityTags() {}

    /** Told what is wrong under a header's name. */
    interface Wrong {
        void name(String header, String detail);
    }

    static String of(long version) {
        return "\"" + version + "\"";
    }

    static Precondition precondition(@Nullable String ifMatch, @Nullable String ifNoneMatch, Wrong wrong) {
        List<Long> versions = ifMatch == null ? List.of() : versions("If-Match", ifMatch, false, wrong);
        if (ifNoneMatch != null && !ANY.equals(ifNoneMatch.trim())) {
            wrong.name("If-None-Match", "only * is understood on a write");
        }
        return versions.isEmpty() && ifNoneMatch == null
                ? Precondition.NONE
                : new Precondition(versions, ifNoneMatch != null);
    }

    /** Tells whether a reader already has a version: {@code If-None-Match} with its weak comparison. */
    static LongPredicate held(@Nullable String ifNoneMatch, Wrong wrong) {
        if (ifNoneMatch == null) {
            return version -> false;
        }
        List<Long> versions = versions("If-None-Match", ifNoneMatch, true, wrong);
        return version -> versions.contains(Precondition.ANY_VERSION) || versions.contains(version);
    }

    private static List<Long> versions(String header, String value, boolean weakToo, Wrong wrong) {
        if (ANY.equals(value.trim())) {
            return List.of(Precondition.ANY_VERSION);
        }
        List<Long> versions = new ArrayList<>();
        Matcher matcher = TAG.matcher(value);
        int end = 0;
        while (matcher.find()) {
            end = matcher.end();
            // A list may have empty elements (RFC 9110, 5.6.1).
            if (matcher.group(2) != null) {
                boolean counts = weakToo || matcher.group(1) == null;
                versions.add(counts ? version(matcher.group(2)) : Precondition.NO_VERSION);
            }
        }
        if (versions.isEmpty() || end != value.length()) {
            wrong.name(header, FORM);
        }
        return versions;
    }

    /** Tags are compared character by character, so {@code 07} is not the tag of version 7. */
    private static long version(String tag) {
        Long version = tag.startsWith("0") ? null : Numbers.whole(tag);
        return version == null ? Precondition.NO_VERSION : version;
    }
}
