package io.continuo.session;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Namespace;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;

/** What is exported. */
public sealed interface ExportScope {

    Namespace namespace();

    /** Every session and every document. */
    record Whole(Namespace namespace) implements ExportScope {}

    /** A user's sessions and documents, and what expired sessions of the user's left behind. */
    record OfUser(UserKey user) implements ExportScope {
        @Override
        public Namespace namespace() {
            return user.namespace();
        }
    }

    /** A session and its documents. */
    record OfSession(SessionKey session) implements ExportScope {
        @Override
        public Namespace namespace() {
            return session.namespace();
        }
    }

    /**
     * A place between two parts of an export.
     *
     * @param documents whether all sessions have been, and what is left are documents
     * @param from as a scan gave it; null at the beginning
     */
    record Place(boolean documents, @Nullable String from) {

        public static final Place START = new Place(false, null);
    }
}
