package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ListSessions;
import io.continuo.model.ListSessions.Position;
import io.continuo.model.Namespace;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPage;
import io.continuo.model.UserId;

/** Pages of the indexes, and their sizes. */
final class Lists {

    /** How many of a user's sessions, newest created first, are looked at. */
    private static final int LARGEST_USER = 10_000;

    private static final Comparator<Position> LATEST_FIRST = Comparator.comparing(Position::lastInteraction)
            .thenComparing(position -> position.id().value())
            .reversed();

    private final Tables tables;
    private final Sessions sessions;
    private final Views views;

    Lists(Tables tables, Views views) {
        this.tables = tables;
        sessions = new Sessions(tables);
        this.views = views;
    }

    SessionPage page(ListSessions list, long now) {
        UserId user = list.userId();
        return user == null ? active(list, now) : ofUser(list, user, now);
    }

    long count(Namespace namespace, @Nullable Long since) {
        return Tables.count(tables.active(), from(namespace, since), Keys.beyond(namespace.name()));
    }

    private SessionPage active(ListSessions list, long now) {
        Namespace namespace = list.namespace();
        Long since = millis(list.activeSince());
        Position after = list.after();
        byte[] below = after == null
                ? Keys.beyond(namespace.name())
                : Keys.with(
                        Keys.of(namespace.name()),
                        after.lastInteraction().toEpochMilli(),
                        after.id().value());
        Cursor<byte[], byte[]> cursor = tables.active().cursor(below, from(namespace, since), true);
        List<Session> page = new ArrayList<>();
        Position last = null;
        int looked = 0;
        boolean more = false;
        while (cursor.hasNext() && !more) {
            byte[] entry = cursor.next();
            if (Arrays.equals(entry, below)) {
                continue;
            }
            if (looked == list.limit()) {
                more = true;
            } else {
                looked++;
                SessionKey key = Sessions.ofActive(namespace, entry);
                last = new Position(
                        Instant.ofEpochMilli(Keys.number(entry, Keys.of(namespace.name()).length)), key.id());
                SessionRow row = sessions.living(key, now);
                if (row != null) {
                    page.add(views.session(key, row, false, null));
                }
            }
        }
        return new SessionPage(page, more ? last : null, count(namespace, since));
    }

    private byte[] from(Namespace namespace, @Nullable Long since) {
        byte[] prefix = Keys.of(namespace.name());
        return since == null ? prefix : Keys.with(prefix, since);
    }

    private SessionPage ofUser(ListSessions list, UserId user, long now) {
        Namespace namespace = list.namespace();
        byte[] prefix = Keys.of(namespace.name(), user.value());
        byte[] beyond = Keys.beyond(namespace.name(), user.value());
        Long since = millis(list.activeSince());
        Position after = list.after();
        List<Session> found = new ArrayList<>();
        Cursor<byte[], byte[]> cursor = tables.users().cursor(beyond, prefix, true);
        for (int looked = 0; looked < LARGEST_USER && cursor.hasNext(); looked++) {
            String id = Keys.text(cursor.next(), prefix.length + Long.BYTES);
            SessionKey key = new SessionKey(namespace, new SessionId(id));
            SessionRow row = sessions.living(key, now);
            if (row != null
                    && user.value().equals(row.user)
                    && (since == null || row.lastInteraction >= since)
                    && (after == null || LATEST_FIRST.compare(after, position(key, row)) < 0)) {
                found.add(views.session(key, row, false, null));
            }
        }
        found.sort(Comparator.comparing(Lists::position, LATEST_FIRST));
        List<Session> page = found.subList(0, Math.min(list.limit(), found.size()));
        Position next = page.size() < found.size() ? position(page.get(page.size() - 1)) : null;
        return new SessionPage(List.copyOf(page), next, Tables.count(tables.users(), prefix, beyond));
    }

    private static Position position(SessionKey key, SessionRow row) {
        return new Position(Instant.ofEpochMilli(row.lastInteraction), key.id());
    }

    private static Position position(Session session) {
        return new Position(session.lastInteraction(), session.id());
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : (Long) instant.toEpochMilli();
    }
}
