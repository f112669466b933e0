package io.continuo.json;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** One pass over one document: the structure, the whitespace between, and the names where they are to be compared. */
final class StrictPass {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] text;
    private final int end;
    private final int maxDepth;
    private final @Nullable MemberNames names;

    private boolean[] objects = new boolean[16];
    private int depth;

    private byte @Nullable [] compact;
    private int compactLength;
    private int kept;

    StrictPass(byte[] text, int maxDepth, @Nullable MemberNames names) {
        this.text = text;
        this.end = text.length;
        this.maxDepth = maxDepth;
        this.names = names;
    }

    JsonText run() throws MalformedJsonException {
        int at = skipBlank(0);
        if (at == end) {
            throw new MalformedJsonException("no JSON value", at);
        }
        while (true) {
            at = afterValueOrInside(at);
            // Inside a container just opened the next value has been reached already.
            if (at < 0) {
                at = ~at;
                continue;
            }
            at = toNextValue(at);
            if (at < 0) {
                return finished();
            }
        }
    }

    /** Takes the value that begins here and gives the place after it, or ~ the place of the first value inside it. */
    private int afterValueOrInside(int at) throws MalformedJsonException {
        if (at == end) {
            throw ended();
        }
        return switch (text[at]) {
            case '"' -> StrictTokens.string(text, at);
            case '{' -> afterObjectOrInside(at);
            case '[' -> afterArrayOrInside(at);
            case 't' -> StrictTokens.literal(text, at, TRUE);
            case 'f' -> StrictTokens.literal(text, at, FALSE);
            case 'n' -> StrictTokens.literal(text, at, NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> StrictTokens.number(text, at);
            default -> throw new MalformedJsonException("expected a JSON value", at);
        };
    }

    private int afterObjectOrInside(int at) throws MalformedJsonException {
        open(at, true);
        int inside = skipBlank(at + 1);
        if (inside < end && text[inside] == '}') {
            close();
            return inside + 1;
        }
        return ~toMemberValue(inside);
    }

    private int afterArrayOrInside(int at) throws MalformedJsonException {
        open(at, false);
        int inside = skipBlank(at + 1);
        if (inside < end && text[inside] == ']') {
            close();
            return inside + 1;
        }
        return ~inside;
    }

    /** From the end of a value to the beginning of the next one, or -1 at the end of the document. */
    private int toNextValue(int from) throws MalformedJsonException {
        int at = from;
        while (true) {
            at = skipBlank(at);
            if (depth == 0) {
                if (at < end) {
                    throw new MalformedJsonException("expected nothing more after the JSON value", at);
                }
                return -1;
            }
            if (at == end) {
                throw ended();
            }
            boolean inObject = objects[depth - 1];
            byte next = text[at];
            if (next == ',') {
                at = skipBlank(at + 1);
                return inObject ? toMemberValue(at) : at;
            }
            if (next != (inObject ? '}' : ']')) {
                throw new MalformedJsonException(
                        inObject
                                ? "expected a comma or the end of the object"
                                : "expected a comma or the end of the array",
                        at);
            }
            close();
            at++;
        }
    }

    private int toMemberValue(int at) throws MalformedJsonException {
        if (at == end) {
            throw ended();
        }
        if (text[at] != '"') {
            throw new MalformedJsonException("expected a member name", at);
        }
        int afterName = StrictTokens.string(text, at);
        if (names != null && !names.add(at + 1, afterName - 1)) {
            throw new MalformedJsonException("duplicate member name", at);
        }
        int colon = skipBlank(afterName);
        if (colon == end) {
            throw ended();
        }
        if (text[colon] != ':') {
            throw new MalformedJsonException("expected a colon", colon);
        }
        return skipBlank(colon + 1);
    }

    private void open(int at, boolean object) throws MalformedJsonException {
        if (depth >= maxDepth) {
            throw new MalformedJsonException("nesting deeper than " + maxDepth, at);
        }
        if (depth == objects.length) {
            objects = Arrays.copyOf(objects, depth * 2);
        }
        objects[depth++] = object;
        if (object && names != null) {
            names.open();
        }
    }

    private void close() {
        depth--;
        if (objects[depth] && names != null) {
            names.close();
        }
    }

    private int skipBlank(int at) {
        return at == end || text[at] > ' ' ? at : dropBlank(at);
    }

    private int dropBlank(int from) {
        int at = from;
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        if (at > from) {
            keepUpTo(from);
            kept = at;
        }
        return at;
    }

    private void keepUpTo(int to) {
        byte[] target = compact;
        if (target == null) {
            target = new byte[end];
            compact = target;
        }
        System.arraycopy(text, kept, target, compactLength, to - kept);
        compactLength += to - kept;
    }

    private JsonText finished() {
        if (compact == null) {
            return JsonText.ofTrusted(text);
        }
        keepUpTo(end);
        return JsonText.ofTrusted(Arrays.copyOf(compact, compactLength));
    }

    private MalformedJsonException ended() {
        return new MalformedJsonException("the document ends too early", end);
    }
}
