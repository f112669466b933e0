package io.continuo.session;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.DocumentOwner;
import io.continuo.model.LoadSession;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;

/**
 * Lets a caller who may see the sessions of one user only read these: another's is not found, and is not even touched. Whose
 * it is is read first; of writes it is decided in their step.
 */
@Singleton
final class Ownership {

    private final Steps steps;

    Ownership(Steps steps) {
        this.steps = steps;
    }

    /** What is read, where the owner is no session of another user. */
    <R> Uni<R> reading(DocumentOwner owner, @Nullable UserId reader, Uni<R> read) {
        return reader == null || !(owner instanceof SessionKey session)
                ? read
                : steps.read(new LoadSession(session, null, null)).chain(found -> own(found, session, reader, read));
    }

    private static <R> Uni<R> own(Session found, SessionKey session, UserId reader, Uni<R> read) {
        if (!reader.equals(found.userId()) && found.fallback() != null) {
            throw StoreUnavailable.away(
                    "The store cannot be reached now, and whose session it is cannot be told without it.",
                    Duration.ofSeconds(1));
        } else if (!reader.equals(found.userId())) {
            throw new SessionNotFound(session.id());
        }
        return read;
    }
}
