package io.continuo.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one JSON value as compact UTF-8 into a buffer that grows. It puts the commas and colons; that names and values come
 * in a sensible order, and that what was begun is ended, is its user's part. Not for use by several threads at once.
 */
public final class JsonWriter {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    // The most that one UTF-16 unit takes: an escape of six bytes.
    private static final int UNIT = 6;

    private byte[] buffer;
    private int length;
    private int depth;

    public JsonWriter() {
        this(256);
    }

    /** A writer whose buffer holds that many bytes before it grows. */
    public JsonWriter(int initialCapacity) {
        buffer = new byte[initialCapacity];
    }

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    /**
     * A member's name, escaped as need be; its value is to follow.
     *
     * @throws IllegalArgumentException if it holds a surrogate without its mate
     */
    public JsonWriter name(String name) {
        separate();
        string(name);
        return put(':');
    }

    /**
     * A string, in which only quotes, backslashes and control characters below U+0020 are escaped.
     *
     * @throws IllegalArgumentException if it holds a surrogate without its mate; what was written then is of no use
     */
    public JsonWriter value(String value) {
        separate();
        string(value);
        return this;
    }

    public JsonWriter value(long value) {
        return ascii(Long.toString(value));
    }

    public JsonWriter value(boolean value) {
        return value(value ? JsonText.TRUE : JsonText.FALSE);
    }

    /**
     * A number in the spelling of {@link Double#toString(double)}, which is JSON's too.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public JsonWriter value(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has only finite numbers");
        }
        return ascii(Double.toString(value));
    }

    public JsonWriter nullValue() {
        return value(JsonText.NULL);
    }

    /** A value as it is. */
    public JsonWriter value(JsonText json) {
        return raw(json.bytes(), 0, json.length());
    }

    public JsonWriter member(String name, String value) {
        return name(name).value(value);
    }

    public JsonWriter member(String name, long value) {
        return name(name).value(value);
    }

    public JsonWriter member(String name, boolean value) {
        return name(name).value(value);
    }

    public JsonWriter member(String name, JsonText value) {
        return name(name).value(value);
    }

    /**
     * Writes the members of an object into the object now open, as they are.
     *
     * @throws IllegalArgumentException if the text is no object
     */
    public JsonWriter members(JsonText object) {
        if (object.kind() != JsonText.Kind.OBJECT) {
            throw new IllegalArgumentException("only an object has members");
        }
        return object.length() == 2 ? this : raw(object.bytes(), 1, object.length() - 1);
    }

    /** A copy of what has been written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** How many bytes have been written so far. */
    public int length() {
        return length;
    }

    /**
     * The value that has been written.
     *
     * @throws IllegalStateException if nothing was, or an object or array is still open
     */
    public JsonText toJsonText() {
        if (length == 0 || depth != 0) {
            throw new IllegalStateException("the value is not complete");
        }
        return JsonText.ofTrusted(toBytes());
    }

    /** A member's name in the spelling it has elsewhere, quotes included. */
    JsonWriter rawName(byte[] text, int from, int to) {
        return raw(text, from, to).put(':');
    }

    JsonWriter raw(byte[] text, int from, int to) {
        separate();
        reserve(to - from);
        System.arraycopy(text, from, buffer, length, to - from);
        length += to - from;
        return this;
    }

    private JsonWriter begin(char bracket) {
        separate();
        depth++;
        return put(bracket);
    }

    private JsonWriter end(char bracket) {
        if (depth == 0) {
            throw new IllegalStateException("nothing is open");
        }
        depth--;
        return put(bracket);
    }

    /** Puts the comma that is due before a name or a value. */
    private void separate() {
        if (length == 0) {
            return;
        }
        // Nothing but what was just begun, or a name that waits for its value, ends in one of these.
        byte last = buffer[length - 1];
        if (last == '{' || last == '[' || last == ':') {
            return;
        }
        if (depth == 0) {
            throw new IllegalStateException("the value is complete");
        }
        put(',');
    }

    private JsonWriter put(char ascii) {
        reserve(1);
        buffer[length++] = (byte) ascii;
        return this;
    }

    private JsonWriter ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return raw(bytes, 0, bytes.length);
    }

    private void string(String value) {
        int units = value.length();
        reserve(units + 2);
        byte[] target = buffer;
        int out = length;
        target[out++] = '"';
        int i = 0;
        for (; i < units; i++) {
            char unit = value.charAt(i);
            if (unit < ' ' || unit >= 0x80 || unit == '"' || unit == '\\') {
                break;
            }
            target[out++] = (byte) unit;
        }
        length = out;
        if (i < units) {
            rest(value, i);
        }
        put('"');
    }

    private void rest(String value, int from) {
        int i = from;
        while (i < value.length()) {
            reserve(UNIT);
            int codePoint = value.codePointAt(i);
            i += Character.charCount(codePoint);
            if (codePoint < ' ' || codePoint == '"' || codePoint == '\\') {
                escape(codePoint);
            } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("lone surrogate in a string");
            } else {
                length = Escapes.encode(codePoint, buffer, length);
            }
        }
    }

    private void escape(int ascii) {
        buffer[length++] = '\\';
        switch (ascii) {
            case '"', '\\' -> buffer[length++] = (byte) ascii;
            case '\b' -> buffer[length++] = 'b';
            case '\f' -> buffer[length++] = 'f';
            case '\n' -> buffer[length++] = 'n';
            case '\r' -> buffer[length++] = 'r';
            case '\t' -> buffer[length++] = 't';
            default -> {
                buffer[length++] = 'u';
                buffer[length++] = '0';
                buffer[length++] = '0';
                buffer[length++] = HEX[ascii >> 4];
                buffer[length++] = HEX[ascii & 0xF];
            }
        }
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }
}
