package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ListSessions.Position;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadUser;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.model.UserSessionPage;
import io.continuo.model.UserSummary;

/** What a user has: through the user's index, a hint of which each session is asked for itself. */
final class Users {

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final Lists lists;
    private final DocumentReads documents;
    private final SessionForm form;

    Users(RedisKeys keys, RedisCalls calls, Lists lists, DocumentReads documents, SessionForm form) {
        this.keys = keys;
        this.calls = calls;
        this.lists = lists;
        this.documents = documents;
        this.form = form;
    }

    Uni<UserSessionPage> sessions(ListUserSessions query, Instant now) {
        ListUserSessions.Position after = query.after();
        Position from = after == null ? null : new Position(after.createdAt(), after.id());
        return lists.newestOfUser(query.namespace(), query.user().id(), from, query.limit() + 1)
                .chain(entries -> page(query, entries, now));
    }

    private Uni<UserSessionPage> page(ListUserSessions query, Lists.Entries entries, Instant now) {
        List<SessionId> ids = entries.positions().stream()
                .limit(query.limit())
                .map(Position::id)
                .toList();
        return lists.metas(query.namespace(), ids).map(metas -> {
            List<Session> sessions = new ArrayList<>(ids.size());
            for (SessionId id : ids) {
                Meta meta = metas.get(id);
                if (meta != null && isOf(query.user().id(), meta, now)) {
                    sessions.add(form.written(new SessionKey(query.namespace(), id), meta, null, null));
                }
            }
            return new UserSessionPage(sessions, next(entries.next(query.limit())), entries.total());
        });
    }

    private static ListUserSessions.@Nullable Position next(@Nullable Position last) {
        // The time is that of the index, which goes by creation.
        return last == null ? null : new ListUserSessions.Position(last.lastInteraction(), last.id());
    }

    /** Index and documents lie in one partition: one flight for both, and one to each node for the sessions. */
    Uni<UserSummary> summary(LoadUser query, Instant now) {
        UserId user = query.user().id();
        Step newest = lists.newestOfUser(query.namespace(), user, LoadUser.MOST_SESSIONS);
        Step list = documents.listing(query.user(), now);
        return calls.together(
                        keys.partitionOf(user), withText -> List.of(newest.request(withText), list.request(withText)))
                .chain(replies -> {
                    long owned = DocumentReads.entries(replies.get(1)).size();
                    return lists.metas(query.namespace(), Lists.ids(replies.get(0)))
                            .map(metas -> summary(user, metas.values(), owned, now));
                });
    }

    private static UserSummary summary(UserId user, Collection<Meta> metas, long documents, Instant now) {
        List<Meta> own = metas.stream().filter(meta -> isOf(user, meta, now)).toList();
        return new UserSummary(
                user,
                own.size(),
                own.stream().mapToLong(meta -> meta.nextSeq() - meta.firstSeq()).sum(),
                documents,
                own.stream().map(Meta::createdAt).min(Comparator.naturalOrder()).orElse(null),
                own.stream()
                        .map(Meta::lastInteraction)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static boolean isOf(UserId user, Meta meta, Instant now) {
        return user.equals(meta.user()) && !meta.isExpired(now);
    }
}
