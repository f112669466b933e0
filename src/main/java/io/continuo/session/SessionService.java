package io.continuo.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.github.f4b6a3.uuid.UuidCreator;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.ClearHistory;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.CreateSession;
import io.continuo.model.DebugSession;
import io.continuo.model.DeleteSession;
import io.continuo.model.Fallback;
import io.continuo.model.IdSource;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.MessagePage;
import io.continuo.model.Namespace;
import io.continuo.model.NewMessage;
import io.continuo.model.PatchSession;
import io.continuo.model.PutSession;
import io.continuo.model.ReadMessages;
import io.continuo.model.Session;
import io.continuo.model.SessionDebug;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPage;
import io.continuo.model.SessionPolicy;
import io.continuo.model.SessionWritten;
import io.continuo.model.StoreHealth;
import io.continuo.model.StoreStatus;
import io.continuo.model.TouchSession;
import io.continuo.model.UserId;
import io.continuo.store.SessionStore;
import io.continuo.store.StoredMessage;

/**
 * What a caller may ask of sessions. Each call becomes one change or one query with the clock's time and the namespace's
 * rules; failures are {@link io.continuo.model.ContinuoException}s. Nothing happens before subscription.
 */
@Singleton
public class SessionService {

    /** More than role, timestamp and punctuation can take: below it, measuring the stored form is not needed. */
    private static final int ENVELOPE = 80;

    private final SessionStore store;
    private final Namespaces namespaces;
    private final Steps steps;
    private final Ownership ownership;
    private final Clock clock;

    SessionService(SessionStore store, Namespaces namespaces, Steps steps, Ownership ownership, Clock clock) {
        this.store = store;
        this.namespaces = namespaces;
        this.steps = steps;
        this.ownership = ownership;
        this.clock = clock;
    }

    /** The name of the store in use. */
    public String storeName() {
        return store.name();
    }

    /** Whether the store itself can be asked, as last observed. */
    public boolean storeAnswers() {
        StoreHealth health = store.health();
        return health.available() && health.fallback() == null;
    }

    /** What stands in for the store now; null while it is there. */
    public @Nullable Fallback fallback() {
        return store.health().fallback();
    }

    public Uni<StoreStatus> storeStatus(Namespace namespace) {
        return store.status(namespace);
    }

    /**
     * A new id; with an idempotency key the one that follows from it and from who asks, so that a retry meets the same session
     * and another caller's key does not.
     */
    public SessionId newId(Namespace namespace, String caller, Conditions conditions) {
        UUID id = conditions.once() == null
                ? UuidCreator.getTimeOrderedEpoch()
                : Digests.uuid(namespace.name(), caller, conditions.once().key());
        return new SessionId(id.toString());
    }

    public Uni<SessionWritten> create(SessionKey key, SessionDraft draft, Conditions conditions) {
        return steps.apply(new CreateSession(
                key,
                draft.userId(),
                draft.state(),
                draft.metadata(),
                draft.origin(),
                draft.ttl(),
                policy(key),
                conditions.precondition(),
                conditions.once(),
                idSource(draft.named(), conditions)));
    }

    public Uni<SessionWritten> put(SessionKey key, SessionDraft draft, Conditions conditions) {
        return steps.apply(new PutSession(
                key,
                draft.userId(),
                draft.state(),
                draft.metadata(),
                draft.origin(),
                draft.ttl(),
                policy(key),
                conditions.precondition(),
                conditions.once()));
    }

    public Uni<SessionWritten> patch(SessionKey key, SessionPatch patch, Conditions conditions) {
        return steps.apply(new PatchSession(
                key,
                patch.state(),
                patch.metadata(),
                patch.userId(),
                patch.ttl(),
                policy(key),
                conditions.precondition(),
                conditions.once()));
    }

    public Uni<SessionWritten> touch(SessionKey key, Conditions conditions) {
        return steps.apply(new TouchSession(key, policy(key), conditions.precondition(), conditions.once()));
    }

    public Uni<DeleteSession.Deleted> delete(SessionKey key, Conditions conditions) {
        return steps.apply(new DeleteSession(key, conditions.precondition(), conditions.once()));
    }

    public Uni<SessionWritten> clearHistory(SessionKey key, Conditions conditions) {
        return steps.apply(new ClearHistory(key, policy(key), conditions.precondition(), conditions.once()));
    }

    public Uni<Appended> append(SessionKey key, AppendDraft draft, Conditions conditions) {
        return Uni.createFrom().deferred(() -> {
            Instant now = clock.instant();
            AppendMessages change = new AppendMessages(
                    key,
                    messages(key.namespace(), draft.messages(), now),
                    draft.state(),
                    draft.userId(),
                    draft.metadata(),
                    draft.origin(),
                    draft.create(),
                    draft.answer(),
                    policy(key),
                    conditions.precondition(),
                    conditions.once(),
                    idSource(draft.named(), conditions));
            return steps.apply(change, now);
        });
    }

    /**
     * The session with its last {@code history} messages, none where it is null.
     *
     * @param reader the one user whose sessions are found, null for everyone's; so with all that is read
     */
    public Uni<Session> load(SessionKey key, @Nullable Integer history, @Nullable UserId reader) {
        return ownership.reading(key, reader, steps.read(new LoadSession(key, history, sliding(key))));
    }

    public Uni<Boolean> exists(SessionKey key, @Nullable UserId reader) {
        return ownership.reading(key, reader, steps.read(new SessionExists(key)));
    }

    public Uni<MessagePage> messages(
            SessionKey key,
            int limit,
            boolean newestFirst,
            @Nullable Long before,
            @Nullable Long after,
            @Nullable UserId reader) {
        return ownership.reading(
                key, reader, steps.read(new ReadMessages(key, limit, newestFirst, before, after, sliding(key))));
    }

    public Uni<SessionPage> list(
            Namespace namespace,
            @Nullable UserId userId,
            @Nullable Instant activeSince,
            ListSessions.@Nullable Position after,
            int limit) {
        return steps.read(new ListSessions(namespace, userId, activeSince, after, limit));
    }

    public Uni<SessionDebug> debug(SessionKey key) {
        return steps.read(new DebugSession(key));
    }

    private List<NewMessage> messages(Namespace namespace, List<MessageDraft> drafts, Instant now) {
        int allowed = namespaces.maxMessageBytes(namespace);
        List<NewMessage> messages = new ArrayList<>(drafts.size());
        for (MessageDraft draft : drafts) {
            NewMessage message = message(draft, now);
            if (message.body().length() > allowed - ENVELOPE
                    && StoredMessage.of(message).length() > allowed) {
                throw new LimitExceeded("message_bytes", allowed);
            }
            messages.add(message);
        }
        return messages;
    }

    static NewMessage message(MessageDraft draft, Instant now) {
        String digest = draft.messageId() == null
                ? ""
                : Digests.of(
                        draft.role().wireName().getBytes(UTF_8), draft.body().bytes());
        Instant timestamp = draft.timestamp() == null ? now : draft.timestamp();
        return new NewMessage(draft.role(), draft.body(), timestamp, draft.messageId(), digest);
    }

    private static IdSource idSource(boolean named, Conditions conditions) {
        if (named) {
            return IdSource.CALLER;
        }
        return conditions.once() == null ? IdSource.FRESH : IdSource.IDEMPOTENCY_KEY;
    }

    private SessionPolicy policy(SessionKey key) {
        return namespaces.policy(key.namespace());
    }

    private @Nullable SessionPolicy sliding(SessionKey key) {
        return namespaces.slidingOnRead(key.namespace()) ? policy(key) : null;
    }
}
