package io.continuo.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.CaptureSession;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.NewMessage;
import io.continuo.model.Once;
import io.continuo.model.RestoreSession;
import io.continuo.model.Restored;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.StageMessages;
import io.continuo.store.StoredMessage;

/**
 * One session on its way in. Its history comes piece by piece and is staged where it is long; with the last piece the session is
 * written, whole.
 */
final class SessionImport {

    private static final int STEP_MESSAGES = 500;
    private static final long STEP_BYTES = 256 * 1024;

    private final Steps steps;
    private final SessionKey session;
    private final SessionImage image;
    private final boolean replace;
    private final String staging = UUID.randomUUID().toString();
    private final Map<String, RestoreSession.Seen> seen = new LinkedHashMap<>();
    private List<JsonText> held = new ArrayList<>();
    private long heldBytes;
    private long staged;
    private long next;
    private boolean checked;
    private boolean unchanged;

    SessionImport(Steps steps, SessionKey session, SessionImage image, boolean replace) {
        this.steps = steps;
        this.session = session;
        this.image = image;
        this.replace = replace;
        next = image.firstSeq();
    }

    SessionKey session() {
        return session;
    }

    long messages() {
        return image.nextSeq() - image.firstSeq();
    }

    boolean isWhole() {
        return next == image.nextSeq();
    }

    /**
     * Takes the next messages.
     *
     * @throws ImportRefused if they are not the next ones
     */
    Uni<Void> add(List<ImportedMessage> messages) {
        Uni<Void> staging = Uni.createFrom().voidItem();
        for (ImportedMessage message : messages) {
            if (message.seq() != next || isWhole()) {
                throw new ImportRefused("Message " + message.seq() + " of session " + session.id()
                        + " is not the one that is due: " + (isWhole() ? "none is" : next + " is") + ".");
            }
            hold(message);
            next++;
            if (held.size() >= STEP_MESSAGES || heldBytes >= STEP_BYTES) {
                List<JsonText> part = taken();
                staging = staging.chain(() -> stage(part));
            }
        }
        return staging;
    }

    /** Writes the session, when it is whole. */
    Uni<Restored> finish() {
        if (staged == 0) {
            return unchanged ? Uni.createFrom().item(Restored.UNCHANGED) : steps.apply(restore(held, null));
        }
        List<JsonText> rest = taken();
        return (rest.isEmpty() ? Uni.createFrom().voidItem() : stage(rest))
                .chain(() -> unchanged
                        ? Uni.createFrom().item(Restored.UNCHANGED)
                        : steps.apply(restore(List.of(), staging)));
    }

    private void hold(ImportedMessage message) {
        MessageDraft draft = message.draft();
        JsonText stored = JsonText.NULL;
        if (draft != null && draft.timestamp() != null) {
            NewMessage as = SessionService.message(draft, Instant.EPOCH);
            stored = StoredMessage.of(as);
            if (as.messageId() != null) {
                remember(new RestoreSession.Seen(as.messageId(), message.seq(), as.timestamp(), as.digest()));
            }
        }
        held.add(stored);
        heldBytes += stored.length();
    }

    private void remember(RestoreSession.Seen newest) {
        seen.remove(newest.messageId());
        seen.put(newest.messageId(), newest);
        if (seen.size() > Once.KEPT_MESSAGE_IDS) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    private List<JsonText> taken() {
        List<JsonText> part = held;
        held = new ArrayList<>();
        heldBytes = 0;
        return part;
    }

    /** A long history that is there already is not brought once more. */
    private Uni<Void> stage(List<JsonText> part) {
        return check().chain(() -> unchanged ? counted(part) : staged(part));
    }

    private Uni<Void> check() {
        if (checked) {
            return Uni.createFrom().voidItem();
        }
        checked = true;
        return steps.read(new CaptureSession(session, image.nextSeq(), 1))
                .invoke(there -> unchanged = there.image().isStill(image))
                .replaceWithVoid()
                .onFailure(SessionNotFound.class)
                .recoverWithNull();
    }

    private Uni<Void> counted(List<JsonText> part) {
        staged += part.size();
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> staged(List<JsonText> part) {
        return steps.apply(new StageMessages(session, staging, staged, image.firstSeq() + staged, part))
                .chain(done -> {
                    if (!done) {
                        throw new ImportRefused("What was brought of session " + session.id()
                                + " is not there any more; send it once more.");
                    }
                    return counted(part);
                });
    }

    private RestoreSession restore(List<JsonText> messages, @Nullable String from) {
        return new RestoreSession(session, image, messages, List.copyOf(seen.values()), from, replace);
    }
}
