package io.continuo.json;

import org.jspecify.annotations.Nullable;

/** The one pass that every document from outside goes through before it is kept or answered. */
public final class StrictJson {

    private static final int STORED_DEPTH = 256;

    private StrictJson() {}

    /**
     * Checks a document and drops its insignificant whitespace; every other byte stays as it was sent, numbers and string
     * escapes in the caller's spelling.
     *
     * <p>The document is one value as RFC 8259 has it, in well-formed UTF-8 without a byte order mark. Refused besides:
     * an escaped surrogate without its mate, two members of one object whose decoded names are equal, and objects and
     * arrays nested deeper than {@code maxDepth} (the outermost one is 1).
     *
     * <p>Time is linear in the length, whatever the document. A document without whitespace is not copied, so it must not
     * be modified afterwards.
     *
     * @throws MalformedJsonException naming the first thing that is wrong
     */
    public static JsonText parse(byte[] document, int maxDepth) throws MalformedJsonException {
        return new StrictPass(document, maxDepth, new MemberNames(document)).run();
    }

    /**
     * A value read from a store: its text if the bytes are one valid value, by the rules of {@link #parse} but that
     * duplicate names are not looked for and the depth may be up to 256; otherwise null. The array is not copied when it
     * holds no insignificant whitespace.
     */
    public static @Nullable JsonText stored(byte[] bytes) {
        try {
            return new StrictPass(bytes, STORED_DEPTH, null).run();
        } catch (MalformedJsonException damaged) {
            return null;
        }
    }
}
