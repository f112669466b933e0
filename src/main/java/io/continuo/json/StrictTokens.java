package io.continuo.json;

/** The tokens of a document that is not trusted: each method takes where one begins and gives the place after it. */
final class StrictTokens {

    private StrictTokens() {}

    static int string(byte[] text, int quote) throws MalformedJsonException {
        int at = quote + 1;
        while (true) {
            at = Scan.plainEnd(text, at);
            if (at == text.length) {
                throw new MalformedJsonException("the document ends inside a string", at);
            }
            byte special = text[at];
            if (special == '"') {
                return at + 1;
            }
            if (special == '\\') {
                at = escape(text, at);
            } else if (special < 0) {
                at = nonAscii(text, at);
            } else {
                throw new MalformedJsonException("control character in a string", at);
            }
        }
    }

    private static int escape(byte[] text, int backslash) throws MalformedJsonException {
        int letter = backslash + 1;
        if (letter == text.length) {
            throw new MalformedJsonException("the document ends inside a string", letter);
        }
        return switch (text[letter]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> letter + 1;
            case 'u' -> unicodeEscape(text, backslash);
            default -> throw new MalformedJsonException("unknown escape in a string", backslash);
        };
    }

    private static int unicodeEscape(byte[] text, int backslash) throws MalformedJsonException {
        char unit = escapedUnit(text, backslash);
        int after = backslash + 6;
        if (!Character.isSurrogate(unit)) {
            return after;
        }
        boolean paired = Character.isHighSurrogate(unit)
                && after + 1 < text.length
                && text[after] == '\\'
                && text[after + 1] == 'u'
                && Character.isLowSurrogate(escapedUnit(text, after));
        if (!paired) {
            throw new MalformedJsonException("lone surrogate in a string", backslash);
        }
        return after + 6;
    }

    private static char escapedUnit(byte[] text, int backslash) throws MalformedJsonException {
        int unit = backslash + 6 > text.length ? -1 : Escapes.unit(text, backslash + 2);
        if (unit < 0) {
            throw new MalformedJsonException("unknown escape in a string", backslash);
        }
        return (char) unit;
    }

    /** The characters from here to the next ASCII one; the table of well-formed sequences in the Unicode standard (3-7). */
    private static int nonAscii(byte[] text, int from) throws MalformedJsonException {
        int at = from;
        while (at < text.length && text[at] < 0) {
            int lead = text[at] & 0xFF;
            int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
            int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            boolean wellFormed = length != 0
                    && at + length <= text.length
                    && (text[at + 1] & 0xFF) >= low
                    && (text[at + 1] & 0xFF) <= high
                    && (length < 3 || (text[at + 2] & 0xC0) == 0x80)
                    && (length < 4 || (text[at + 3] & 0xC0) == 0x80);
            if (!wellFormed) {
                throw new MalformedJsonException("malformed UTF-8", at);
            }
            at += length;
        }
        return at;
    }

    static int number(byte[] text, int from) throws MalformedJsonException {
        int at = text[from] == '-' ? from + 1 : from;
        at = at < text.length && text[at] == '0' ? at + 1 : digits(text, at);
        if (at < text.length && text[at] == '.') {
            at = digits(text, at + 1);
        }
        if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            at = digits(text, at < text.length && (text[at] == '+' || text[at] == '-') ? at + 1 : at);
        }
        return at;
    }

    private static int digits(byte[] text, int from) throws MalformedJsonException {
        int at = from;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw new MalformedJsonException("expected a digit", at);
        }
        return at;
    }

    static int literal(byte[] text, int from, byte[] word) throws MalformedJsonException {
        for (int i = 1; i < word.length; i++) {
            if (from + i >= text.length || text[from + i] != word[i]) {
                throw new MalformedJsonException("expected a JSON value", from);
            }
        }
        return from + word.length;
    }
}
