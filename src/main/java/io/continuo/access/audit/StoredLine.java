package io.continuo.access.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.MalformedJsonException;
import io.continuo.json.StrictJson;

/** A line as it was found, without its end. */
final class StoredLine {

    private static final Pattern FORM =
            Pattern.compile("\\{\"seq\":([1-9][0-9]{0,17}),.*(,\"hash\":\"([0-9a-f]{64})\"})", Pattern.DOTALL);
    private static final int DEPTH = 16;

    private final byte[] text;
    private final Chain chain;
    // How many of its bytes its hash is about.
    private final int hashed;

    private StoredLine(byte[] text, Chain chain, int hashed) {
        this.text = text;
        this.chain = chain;
        this.hashed = hashed;
    }

    /** Null where it has not the form of a line. */
    static @Nullable StoredLine of(byte[] text) {
        Matcher line = FORM.matcher(new String(text, UTF_8));
        return line.matches()
                ? new StoredLine(
                        text,
                        new Chain(Long.parseLong(line.group(1)), line.group(3)),
                        text.length - line.group(2).length())
                : null;
    }

    long seq() {
        return chain.seq();
    }

    /** Where the chain is with it. */
    Chain chain() {
        return chain;
    }

    /** Whether it is the line after those. */
    boolean follows(Chain before) {
        return chain.equals(new Chain(before.seq() + 1, before.hash(text, hashed)));
    }

    /** A member that is a text, or the other where there is none. */
    String text(String member, String other) {
        JsonText value = member(member);
        return value == null || value.kind() != JsonText.Kind.STRING ? other : value.asString();
    }

    /** Null where there is none, or where the line is no JSON. */
    @Nullable
    JsonText member(String name) {
        try {
            JsonText json = StrictJson.parse(text, DEPTH);
            return json.kind() == JsonText.Kind.OBJECT ? json.member(name) : null;
        } catch (MalformedJsonException changed) {
            return null;
        }
    }
}
