package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Appended;
import io.continuo.model.Change;
import io.continuo.model.ContinuoException;
import io.continuo.model.CountSessions;
import io.continuo.model.DeleteSession;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.Namespace;
import io.continuo.model.NewMessage;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.Session;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPage;
import io.continuo.model.SessionWritten;
import io.continuo.model.UserId;

/** What the suites of facts stand on: a store, a namespace of the test's own, and a clock that the test moves. */
public abstract class StoreFacts {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    protected final Namespace namespace = Fixtures.freshNamespace();
    protected final SessionKey s1 = key("s1");
    protected Instant now = Fixtures.freshNow();

    protected abstract SessionStore store();

    protected SessionKey key(String id) {
        return new SessionKey(namespace, new SessionId(id));
    }

    protected void advance(Duration time) {
        now = now.plus(time);
    }

    protected <R> R apply(Change<R> change) {
        return store().apply(change, now).await().atMost(PATIENCE);
    }

    protected <R> R read(Query<R> query) {
        return store().read(query, now).await().atMost(PATIENCE);
    }

    protected <E extends ContinuoException> E refused(Class<E> failure, Change<?> change) {
        return failure.cast(checked(failure, catchThrowable(() -> apply(change))));
    }

    protected <E extends ContinuoException> E refused(Class<E> failure, Query<?> query) {
        return failure.cast(checked(failure, catchThrowable(() -> read(query))));
    }

    private static Throwable checked(Class<?> failure, @Nullable Throwable thrown) {
        assertThat(thrown).isInstanceOf(failure);
        if (thrown == null) {
            throw new AssertionError("unreachable");
        }
        return thrown;
    }

    protected Session load(SessionKey key) {
        return read(new LoadSession(key, null, null));
    }

    protected Session loadWithHistory(SessionKey key, int history) {
        return read(new LoadSession(key, history, null));
    }

    protected boolean exists(SessionKey key) {
        return read(new SessionExists(key));
    }

    protected long count() {
        return read(new CountSessions(namespace, null));
    }

    protected MessagePage page(SessionKey key, int limit, @Nullable Long before, @Nullable Long after) {
        return read(new ReadMessages(key, limit, false, before, after, null));
    }

    protected SessionPage list(int limit, ListSessions.@Nullable Position after) {
        return read(new ListSessions(namespace, null, null, after, limit));
    }

    protected SessionPage listOf(String user) {
        return read(new ListSessions(namespace, new UserId(user), null, null, 500));
    }

    protected SessionWritten create(SessionKey key) {
        return apply(ChangeBuilder.on(key).create());
    }

    protected Appended append(SessionKey key, String... contents) {
        List<NewMessage> messages = new ArrayList<>();
        for (String content : contents) {
            messages.add(Fixtures.message(content, now));
        }
        return apply(ChangeBuilder.on(key).append(messages));
    }

    protected DeleteSession.Deleted delete(SessionKey key) {
        return apply(ChangeBuilder.on(key).delete());
    }

    protected static List<Long> seqs(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }

    protected static List<Boolean> duplicates(List<Message> messages) {
        return messages.stream().map(Message::duplicate).toList();
    }

    protected static List<String> contents(@Nullable List<Message> messages) {
        assertThat(messages).isNotNull();
        return messages == null
                ? List.of()
                : messages.stream().map(StoreFacts::content).toList();
    }

    protected static List<String> ids(SessionPage page) {
        return page.sessions().stream().map(session -> session.id().value()).toList();
    }

    private static String content(Message message) {
        var content = message.stored().member("content");
        return content == null ? "" : content.asString();
    }
}
