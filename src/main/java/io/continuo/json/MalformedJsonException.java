package io.continuo.json;

/** A document is not the JSON that is asked for. Its words are for the caller and never repeat what the caller sent. */
public final class MalformedJsonException extends Exception {

    private final int offset;

    MalformedJsonException(String what, int offset) {
        // No stack trace: what is wrong lies in the document, and anyone may send many such documents.
        super(what + " at byte " + offset, null, false, false);
        this.offset = offset;
    }

    /** What is wrong and where, in plain words: {@code duplicate member name at byte 17}. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The offset in bytes, from 0, of the place that is wrong; the document's length where it ends too early. */
    public int offset() {
        return offset;
    }
}
