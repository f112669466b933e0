package io.continuo.store.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.MergePatch;
import io.continuo.model.AppendMessages;
import io.continuo.model.CreateSession;
import io.continuo.model.IdSource;
import io.continuo.model.Message;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.PutSession;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionPolicy;
import io.continuo.model.UserId;
import io.continuo.store.VisibleMetadata;

/**
 * How a session will be once a change that was accepted has been made, as far as that can be said. What the store will give
 * then, version and seq, is 0.
 */
final class Outlook {

    private Outlook() {}

    /**
     * The session after the change; null where it is not known.
     *
     * @param before what was known; null for nothing
     * @param messages of an append: those that are new
     */
    static @Nullable Known after(SessionChange<?> change, @Nullable Known before, List<Message> messages, Instant now) {
        if (change instanceof CreateSession create) {
            return create.idSource() == IdSource.FRESH ? created(create, now) : null;
        } else if (change instanceof AppendMessages append) {
            Known base = before == null && append.idSource() == IdSource.FRESH ? begun(append, now) : before;
            return base == null ? null : appended(append, base, messages, now);
        } else if (before == null) {
            return null;
        } else if (change instanceof PutSession put) {
            return replaced(put, before, now);
        }
        return patched((PatchSession) change, before, now);
    }

    private static Known created(CreateSession create, Instant now) {
        Duration ttl = create.ttl() == null ? create.policy().ttl() : create.ttl();
        Session session = begun(create, create.userId(), create.metadata(), create.origin(), now, ttl, create.policy());
        return new Known(session, Map.copyOf(create.state()), Tail.EMPTY, now);
    }

    private static Known begun(AppendMessages append, Instant now) {
        SessionPolicy policy = append.policy();
        Session session =
                begun(append, append.userId(), JsonText.EMPTY_OBJECT, append.origin(), now, policy.ttl(), policy);
        return new Known(session, Map.of(), Tail.EMPTY, now);
    }

    private static Session begun(
            SessionChange<?> change,
            @Nullable UserId user,
            JsonText metadata,
            Origin origin,
            Instant now,
            Duration ttl,
            SessionPolicy policy) {
        return new Session(
                change.session().id(),
                user,
                null,
                VisibleMetadata.of(metadata, origin),
                0,
                0,
                0,
                now,
                now,
                now.plus(shorter(ttl, policy.maxAge())),
                null,
                List.of(),
                List.of());
    }

    private static Duration shorter(Duration ttl, @Nullable Duration maxAge) {
        return maxAge != null && maxAge.compareTo(ttl) < 0 ? maxAge : ttl;
    }

    private static Known appended(AppendMessages append, Known base, List<Message> messages, Instant now) {
        Session before = base.session();
        JsonText given = append.metadata();
        JsonText metadata = given == null ? before.metadata() : visible(given, before.metadata());
        UserId user = append.userId() == null ? before.userId() : append.userId();
        int kept = append.policy().historyLimit();
        Session after = moved(
                before,
                user,
                metadata,
                Math.min(kept, before.messageCount() + messages.size()),
                before.totalMessages() + messages.size(),
                now,
                lifeOf(before));
        return new Known(
                after,
                base.state() == null ? null : Bases.merged(base.state(), append.state()),
                base.tail() == null ? null : base.tail().plus(messages, kept),
                base.confirmedAt());
    }

    private static Known replaced(PutSession put, Known base, Instant now) {
        Session before = base.session();
        Session after = moved(
                before,
                put.userId(),
                visible(put.metadata(), before.metadata()),
                before.messageCount(),
                before.totalMessages(),
                now,
                put.ttl() == null ? put.policy().ttl() : put.ttl());
        return new Known(after, Map.copyOf(put.state()), base.tail(), base.confirmedAt());
    }

    private static Known patched(PatchSession patch, Known base, Instant now) {
        Session before = base.session();
        JsonText merge = patch.metadata();
        JsonText metadata = before.metadata();
        if (merge != null) {
            metadata = merge.kind() == JsonText.Kind.NULL ? JsonText.EMPTY_OBJECT : MergePatch.apply(metadata, merge);
        }
        Duration life = lifeOf(before);
        if (patch.ttl().given()) {
            life = patch.ttl().value() == null
                    ? patch.policy().ttl()
                    : patch.ttl().value();
        }
        Session after = moved(
                before,
                patch.userId().over(before.userId()),
                metadata,
                before.messageCount(),
                before.totalMessages(),
                now,
                life);
        Map<String, JsonText> state = base.state() == null ? null : patched(base.state(), patch.state());
        return new Known(after, state, base.tail(), base.confirmedAt());
    }

    /** The state after a merge patch, which is null to leave it and a JSON null to empty it. */
    static Map<String, JsonText> patched(Map<String, JsonText> state, @Nullable JsonText patch) {
        if (patch == null) {
            return state;
        } else if (patch.kind() == JsonText.Kind.NULL) {
            return Map.of();
        }
        Map<String, JsonText> after = new HashMap<>(state);
        for (JsonText.Member member : patch.members()) {
            if (member.value().kind() == JsonText.Kind.NULL) {
                after.remove(member.name());
            } else {
                after.put(member.name(), MergePatch.apply(after.get(member.name()), member.value()));
            }
        }
        return after;
    }

    private static JsonText visible(JsonText given, JsonText before) {
        return VisibleMetadata.of(given, Origin.in(before));
    }

    private static Duration lifeOf(Session session) {
        return Duration.between(session.lastInteraction(), session.expiresAt());
    }

    private static Session moved(
            Session before,
            @Nullable UserId user,
            JsonText metadata,
            long count,
            long total,
            Instant now,
            Duration life) {
        Instant last = now.isAfter(before.lastInteraction()) ? now : before.lastInteraction();
        return new Session(
                before.id(),
                user,
                null,
                metadata,
                count,
                total,
                0,
                before.createdAt(),
                last,
                last.plus(life),
                null,
                List.of(),
                List.of());
    }
}
