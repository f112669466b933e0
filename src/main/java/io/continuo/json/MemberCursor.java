package io.continuo.json;

import java.util.Arrays;

/** Goes through the members of one object in text that is valid and compact. */
final class MemberCursor {

    private final byte[] text;
    private int at;
    private int nameFrom;
    private int valueFrom;

    /** Stands before the first member of the object that begins here. */
    MemberCursor(byte[] text, int brace) {
        this.text = text;
        this.at = brace;
    }

    /** Goes to the next member, once the value of the one before has been passed; false at the end of the object. */
    boolean next() {
        // Here is the opening brace, a comma or the closing brace.
        if (text[at] == '}' || text[at + 1] == '}') {
            return false;
        }
        nameFrom = at + 1;
        valueFrom = Scan.stringEnd(text, nameFrom) + 1;
        return true;
    }

    String name() {
        return Escapes.decoded(text, nameFrom + 1, valueFrom - 2);
    }

    boolean isNamed(String name, byte[] utf8) {
        int from = nameFrom + 1;
        int to = valueFrom - 2;
        if (Escapes.within(text, from, to)) {
            return name.equals(name());
        }
        // A lone surrogate turns into a question mark in UTF-8: the string has the last word.
        return Arrays.equals(text, from, to, utf8, 0, utf8.length) && name.equals(name());
    }

    /** Where the name's text begins, its quote included. */
    int nameFrom() {
        return nameFrom;
    }

    /** The place after the name's closing quote. */
    int nameTo() {
        return valueFrom - 1;
    }

    int valueFrom() {
        return valueFrom;
    }

    /** Passes the value and gives the place after it. */
    int skipValue() {
        return passed(Scan.valueEnd(text, valueFrom));
    }

    /** For who has found the value's end already. */
    int passed(int valueTo) {
        at = valueTo;
        return valueTo;
    }

    /** The place after the object, once {@link #next} has said that there are no more members. */
    int afterObject() {
        return text[at] == '}' ? at + 1 : at + 2;
    }
}
