package io.continuo.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value as compact text (no insignificant whitespace) in valid UTF-8. Two are equal when their bytes are:
 * {@code 1.0} and {@code 1.00} are not.
 */
public final class JsonText {

    /** What a value is. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** A member of an object, its name decoded. */
    public record Member(String name, JsonText value) {}

    public static final JsonText NULL = ofAscii("null");
    public static final JsonText EMPTY_OBJECT = ofAscii("{}");
    public static final JsonText EMPTY_ARRAY = ofAscii("[]");
    public static final JsonText TRUE = ofAscii("true");
    public static final JsonText FALSE = ofAscii("false");

    private final byte[] bytes;

    private JsonText(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes bytes for a value unchecked: the caller vouches that they are one valid, compact value in UTF-8, and does not
     * modify them afterwards. They are not copied.
     */
    public static JsonText ofTrusted(byte[] compactUtf8) {
        return new JsonText(compactUtf8);
    }

    /**
     * A string, in which only quotes, backslashes and control characters below U+0020 are escaped.
     *
     * @throws IllegalArgumentException if it holds a surrogate without its mate
     */
    public static JsonText ofString(String value) {
        return new JsonWriter(value.length() + 2).value(value).toJsonText();
    }

    public static JsonText ofLong(long value) {
        return ofAscii(Long.toString(value));
    }

    private static JsonText ofAscii(String text) {
        return new JsonText(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What the value is, told by its first byte. */
    public Kind kind() {
        return switch (bytes[0]) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    /** The text in UTF-8: not a copy, and not to be modified. */
    public byte[] bytes() {
        return bytes;
    }

    /** The length of the text in bytes. */
    public int length() {
        return bytes.length;
    }

    /** The JSON text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The string that this is, decoded.
     *
     * @throws IllegalStateException if this is no string
     */
    public String asString() {
        require(Kind.STRING);
        return Escapes.decoded(bytes, 1, bytes.length - 1);
    }

    /**
     * The members of this object in their order; those of objects inside are not looked at.
     *
     * @throws IllegalStateException if this is no object
     */
    public List<Member> members() {
        require(Kind.OBJECT);
        List<Member> members = new ArrayList<>();
        MemberCursor cursor = new MemberCursor(bytes, 0);
        while (cursor.next()) {
            String name = cursor.name();
            members.add(new Member(name, slice(cursor.valueFrom(), cursor.skipValue())));
        }
        return Collections.unmodifiableList(members);
    }

    /**
     * The elements of this array in their order.
     *
     * @throws IllegalStateException if this is no array
     */
    public List<JsonText> elements() {
        require(Kind.ARRAY);
        List<JsonText> elements = new ArrayList<>();
        int at = 1;
        while (at < bytes.length - 1) {
            int to = Scan.valueEnd(bytes, at);
            elements.add(slice(at, to));
            at = to + 1;
        }
        return Collections.unmodifiableList(elements);
    }

    /**
     * The value of the first member of this object that has the name, or null when none has it. A member whose value is
     * {@code null} is there: it gives {@link #NULL}.
     *
     * @throws IllegalStateException if this is no object
     */
    public @Nullable JsonText member(String name) {
        require(Kind.OBJECT);
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        MemberCursor cursor = new MemberCursor(bytes, 0);
        while (cursor.next()) {
            int from = cursor.valueFrom();
            if (cursor.isNamed(name, wanted)) {
                return slice(from, cursor.skipValue());
            }
            cursor.skipValue();
        }
        return null;
    }

    private JsonText slice(int from, int to) {
        return new JsonText(Arrays.copyOfRange(bytes, from, to));
    }

    private void require(Kind kind) {
        if (kind() != kind) {
            throw new IllegalStateException("this is " + kind() + ", not " + kind);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonText that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The size only: what callers store is not for logs. */
    @Override
    public String toString() {
        return "json[" + bytes.length + " bytes]";
    }
}
