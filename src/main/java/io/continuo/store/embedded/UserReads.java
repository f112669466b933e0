package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ListUserSessions;
import io.continuo.model.ListUserSessions.Position;
import io.continuo.model.LoadUser;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.model.UserSessionPage;
import io.continuo.model.UserSummary;

/** A user's sessions, newest created first, and what the user has. */
final class UserReads {

    private final Tables tables;
    private final Sessions sessions;
    private final Documents documents;
    private final Views views;

    UserReads(Tables tables, Views views) {
        this.tables = tables;
        sessions = new Sessions(tables);
        documents = new Documents(tables);
        this.views = views;
    }

    UserSessionPage page(ListUserSessions list, long now) {
        UserKey user = list.user();
        Position after = list.after();
        byte[] prefix = prefix(user);
        byte[] below = after == null
                ? beyond(user)
                : Keys.with(prefix, after.createdAt().toEpochMilli(), after.id().value());
        Cursor<byte[], byte[]> cursor = tables.users().cursor(below, prefix, true);
        List<Session> page = new ArrayList<>();
        Position last = null;
        int looked = 0;
        boolean more = false;
        while (cursor.hasNext() && !more) {
            byte[] entry = cursor.next();
            if (Arrays.equals(entry, below)) {
                continue;
            }
            more = looked == list.limit();
            if (!more) {
                looked++;
                SessionKey key = key(user, entry);
                last = new Position(Instant.ofEpochMilli(Keys.number(entry, prefix.length)), key.id());
                SessionRow row = living(user, key, now);
                if (row != null) {
                    page.add(views.session(key, row, false, null));
                }
            }
        }
        return new UserSessionPage(page, more ? last : null, Tables.count(tables.users(), prefix, beyond(user)));
    }

    UserSummary summary(UserKey user, long now) {
        long found = 0;
        long messages = 0;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        Cursor<byte[], byte[]> cursor = tables.users().cursor(beyond(user), prefix(user), true);
        for (int looked = 0; looked < LoadUser.MOST_SESSIONS && cursor.hasNext(); looked++) {
            SessionRow row = living(user, key(user, cursor.next()), now);
            if (row != null) {
                found++;
                messages += row.nextSeq - row.firstSeq;
                first = Math.min(first, row.createdAt);
                last = Math.max(last, row.lastInteraction);
            }
        }
        long living = documents.of(user, null).stream()
                .filter(document -> document.row().expiry(DocumentRow.FOREVER) > now)
                .count();
        return new UserSummary(
                user.id(),
                found,
                messages,
                living,
                found == 0 ? null : Instant.ofEpochMilli(first),
                found == 0 ? null : Instant.ofEpochMilli(last));
    }

    private @Nullable SessionRow living(UserKey user, SessionKey key, long now) {
        SessionRow row = sessions.living(key, now);
        return row != null && user.id().value().equals(row.user) ? row : null;
    }

    private static SessionKey key(UserKey user, byte[] entry) {
        return new SessionKey(user.namespace(), new SessionId(Keys.text(entry, prefix(user).length + Long.BYTES)));
    }

    private static byte[] prefix(UserKey user) {
        return Keys.of(user.namespace().name(), user.id().value());
    }

    private static byte[] beyond(UserKey user) {
        return Keys.beyond(user.namespace().name(), user.id().value());
    }
}
