package io.continuo.store.outage;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.PatchSession;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;

/**
 * A change written down: a JSON object {@code {"format":1,"kind":...,...}} that holds every component of the record, the caller's
 * JSON as it is. What is read equals what was written, but that an append's {@link AppendMessages.Answer} is left out: nobody
 * waits for it any more.
 */
public final class ChangeForm {

    /** The form that is written; an older one is read as well. */
    static final long FORMAT = 1;

    /** The kinds of changes that can be written down. */
    enum Kind {
        CREATE_SESSION("create-session"),
        PUT_SESSION("put-session"),
        PATCH_SESSION("patch-session"),
        APPEND_MESSAGES("append-messages"),
        PUT_DOCUMENT("put-document");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        static Kind of(Change<?> change) {
            if (change instanceof CreateSession) {
                return CREATE_SESSION;
            } else if (change instanceof PutSession) {
                return PUT_SESSION;
            } else if (change instanceof PatchSession) {
                return PATCH_SESSION;
            } else if (change instanceof AppendMessages) {
                return APPEND_MESSAGES;
            } else if (change instanceof PutDocument) {
                return PUT_DOCUMENT;
            }
            throw new IllegalArgumentException("a " + change.getClass().getSimpleName() + " is not written down");
        }

        static Kind named(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("there is no such kind of change");
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private ChangeForm() {}

    /**
     * The change as JSON.
     *
     * @throws IllegalArgumentException if it is of a kind that is not written down: only {@link CreateSession}, {@link PutSession},
     *     {@link PatchSession}, {@link AppendMessages} and {@link PutDocument} are
     */
    public static JsonText write(Change<?> change) {
        return ChangeWriter.write(change);
    }

    /**
     * The change that was written; null where this is none.
     *
     * @throws IllegalStateException with a sentence for the operator if a newer version of the service wrote it
     */
    public static @Nullable Change<?> read(JsonText written) {
        JsonText format = written.kind() == JsonText.Kind.OBJECT ? written.member("format") : null;
        if (format == null || format.kind() != JsonText.Kind.NUMBER) {
            return null;
        }
        if (!format.equals(JsonText.ofLong(FORMAT))) {
            throw new IllegalStateException("A change was written by a newer version of the service.");
        }
        try {
            return new ChangeReader(written).change();
        } catch (RuntimeException damaged) {
            // A member that is missing or has another form than was written.
            return null;
        }
    }
}
