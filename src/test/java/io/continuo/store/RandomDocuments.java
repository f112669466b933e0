package io.continuo.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentChange;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.ListDocuments;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadUser;
import io.continuo.model.Namespace;
import io.continuo.model.Precondition;
import io.continuo.model.Query;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** Changes and queries of documents and users, and sweeps, drawn at random, from few owners, types and keys. */
final class RandomDocuments {

    private static final List<String> TYPES = List.of("t", "t:");
    private static final List<String> KEYS = List.of("k", "l", "k:l");
    private static final List<String> BODIES = List.of("1", "{\"a\":1.0}", "\"é\"", "[null]");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A sweep from its beginning to its end on a store, dry or not; gives what stores may not differ in. */
    record Sweeping(String name, BiFunction<SessionStore, Boolean, Object> on) {

        Object on(SessionStore store, boolean dry) {
            return on.apply(store, dry);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Random random;
    private final Namespace namespace;
    private final List<String> ids;
    private final List<String> users;
    private ListUserSessions.@Nullable Position lastPosition;

    RandomDocuments(Random random, Namespace namespace, List<String> ids, List<String> users) {
        this.random = random;
        this.namespace = namespace;
        this.ids = ids;
        this.users = users;
    }

    void listed(ListUserSessions.@Nullable Position position) {
        lastPosition = position;
    }

    /**
     * A change of one document.
     *
     * @param digest of the request, where it is to have an idempotency key
     */
    DocumentChange<?> change(@Nullable String digest) {
        DocumentBuilder builder = DocumentBuilder.on(new DocumentKey(owner(), name()));
        if (digest != null) {
            builder.once("k" + random.nextInt(5), digest);
        }
        int condition = random.nextInt(30);
        if (condition < 3) {
            builder.ifVersion(1 + random.nextInt(3));
        } else if (condition == 3) {
            builder.ifVersion(Precondition.ANY_VERSION);
        } else if (condition == 4) {
            builder.ifAbsent();
        }
        if (random.nextInt(4) == 0) {
            return builder.delete();
        }
        if (random.nextInt(3) > 0) {
            builder.ttl(life());
        }
        return builder.most(random.nextInt(4) == 0 ? 3 : 6).put(pick(BODIES));
    }

    private Duration life() {
        return switch (random.nextInt(3)) {
            case 0 -> Duration.ofMillis(1 + random.nextInt(5_000));
            case 1 -> Duration.ofMinutes(1 + random.nextInt(90));
            default -> Duration.ofHours(3 + random.nextInt(24));
        };
    }

    Query<?> query() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new LoadDocument(new DocumentKey(owner(), name()));
            case 2 ->
                new ListDocuments(
                        owner(),
                        random.nextBoolean() ? null : pick(TYPES),
                        random.nextBoolean() ? null : name(),
                        1 + random.nextInt(6));
            case 3 -> new ListUserSessions(user(), random.nextBoolean() ? null : lastPosition, 1 + random.nextInt(4));
            default -> new LoadUser(user());
        };
    }

    /** What takes out many, or counts what it would take out. */
    Sweeping sweep(Instant now) {
        int limit = random.nextBoolean() ? 1 + random.nextInt(4) : 1_000;
        return switch (random.nextInt(9)) {
            case 0, 1, 2, 3 -> sessions(ofSessions(now), limit, now);
            case 4, 5, 6, 7 -> documents(ofDocuments(now), limit, now);
            default -> ofUser(user(), kept(), now);
        };
    }

    private Sweeping sessions(SweepSessions.Which which, int limit, Instant now) {
        return new Sweeping(
                which + " by " + limit,
                (store, dry) ->
                        Sweep.sessions(store, namespace, which, limit, dry, now).comparable());
    }

    private Sweeping documents(SweepDocuments.Which which, int limit, Instant now) {
        return new Sweeping(
                which + " by " + limit,
                (store, dry) -> Sweep.documents(store, namespace, which, limit, dry, now)
                        .comparable());
    }

    private static Sweeping ofUser(UserKey user, Set<String> keep, Instant now) {
        return new Sweeping(
                user + " but for " + keep,
                (store, dry) -> store.apply(new RemoveUserDocuments(user, keep, dry), now)
                        .await()
                        .atMost(PATIENCE));
    }

    /** Mostly of those that are gone, so that the others grow old. */
    private SweepSessions.Which ofSessions(Instant now) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new SweepSessions.Inactive(null);
            case 3 -> new SweepSessions.Inactive(idleSince(now));
            case 4 -> new SweepSessions.Idle(idleSince(now));
            case 5, 6 -> new SweepSessions.OfUser(user().id(), null, kept());
            case 7, 8 -> new SweepSessions.OfUser(user().id(), idleSince(now), kept());
            default -> new SweepSessions.One(new SessionId(pick(ids)));
        };
    }

    private SweepDocuments.Which ofDocuments(Instant now) {
        return switch (random.nextInt(10)) {
            case 0 -> new SweepDocuments.Named(name());
            case 1 -> new SweepDocuments.All(now.minusSeconds(random.nextInt(7_200)));
            default -> new SweepDocuments.Inactive();
        };
    }

    private Instant idleSince(Instant now) {
        return now.minusSeconds(random.nextInt(1_200));
    }

    private Set<String> kept() {
        return random.nextBoolean() ? Set.of() : Set.of(pick(TYPES));
    }

    private DocumentName name() {
        return new DocumentName(pick(TYPES), pick(KEYS));
    }

    private DocumentOwner owner() {
        return random.nextInt(4) == 0 ? user() : new SessionKey(namespace, new SessionId(pick(ids)));
    }

    private UserKey user() {
        return new UserKey(namespace, new UserId(pick(users)));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
