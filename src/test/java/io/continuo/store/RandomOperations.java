package io.continuo.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Change;
import io.continuo.model.ClaimDuty;
import io.continuo.model.CountSessions;
import io.continuo.model.DebugSession;
import io.continuo.model.DocumentChange;
import io.continuo.model.ListSessions;
import io.continuo.model.LoadSession;
import io.continuo.model.Namespace;
import io.continuo.model.NewMessage;
import io.continuo.model.Precondition;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.TakeTokens;
import io.continuo.model.UserId;

/**
 * Changes and queries drawn at random from few sessions, users, keys and message ids, so that they meet, at times that move
 * on and now and then a little back. The same seed draws the same ones.
 */
final class RandomOperations {

    private static final List<String> IDS = List.of("a", "b", "a:b", "A", "aa");
    private static final List<String> USERS = List.of("u", "v", "u:v");
    private static final List<String> MEMBERS = List.of("x", "y", "", "é", "a/b", "__proto__");
    private static final List<String> VALUES = List.of(
            "1",
            "1.0",
            "1e400",
            "\"\"",
            "\"\\u0000\"",
            "true",
            "[]",
            "[1,{}]",
            "{}",
            "{\"b\":1,\"a\":null}",
            "null",
            "{\"x\":{\"y\":2}}",
            "{\"x\":{\"y\":null,\"z\":[]}}",
            "\"0123456789\"",
            "\"😀\"");
    private static final List<String> METADATA = List.of(
            "{}",
            "{\"k\":1}",
            "{\"k\":{\"l\":1}}",
            "{\"created_via\":\"me\"}",
            "{\"user_agent\":null,\"k\":2}",
            "{\"long\":\"0123456789012345678901234567890123456789\"}");

    private static final int REMEMBERED = 12;

    private final Random random;
    private final Namespace namespace;
    private final @Nullable Duration maxAge;
    private final RandomDocuments documents;
    private final List<Change<?>> keyed = new ArrayList<>();
    private int requests;
    private Instant now = Fixtures.freshNow();
    private ListSessions.@Nullable Position lastPosition;

    RandomOperations(long seed, Namespace namespace) {
        random = new Random(seed);
        this.namespace = namespace;
        documents = new RandomDocuments(random, namespace, IDS, USERS);
        // One for all steps: a shorter one would expire a session in the step that writes it.
        maxAge = random.nextBoolean() ? null : Duration.ofHours(3);
    }

    Instant now() {
        return now;
    }

    void tick() {
        int kind = random.nextInt(100);
        if (kind < 70) {
            now = now.plusMillis(random.nextInt(1_000));
        } else if (kind < 80) {
            now = now.minusMillis(random.nextInt(5_000));
        } else if (kind < 84) {
            now = now.plusSeconds(random.nextInt(1_200));
        } else if (kind == 99) {
            now = now.plusSeconds(random.nextInt(40_000));
        }
    }

    void listed(ListSessions.@Nullable Position position) {
        lastPosition = position;
    }

    RandomDocuments documents() {
        return documents;
    }

    boolean isSweep() {
        return random.nextInt(20) == 0;
    }

    boolean isChange() {
        return random.nextInt(100) < 60;
    }

    Change<?> change() {
        if (!keyed.isEmpty() && random.nextInt(10) == 0) {
            return pick(keyed);
        }
        Change<?> change = newChange();
        if (isKeyed(change)) {
            keyed.add(change);
            if (keyed.size() > REMEMBERED) {
                keyed.remove(0);
            }
        }
        return change;
    }

    private static boolean isKeyed(Change<?> change) {
        return (change instanceof SessionChange<?> ofSession && ofSession.once() != null)
                || (change instanceof DocumentChange<?> ofDocument && ofDocument.once() != null);
    }

    private Change<?> newChange() {
        if (random.nextInt(5) < 2) {
            return documents.change(random.nextInt(4) == 0 ? "d" + requests++ : null);
        }
        int kind = random.nextInt(100);
        if (kind == 0) {
            return new TakeTokens(
                    namespace, pick(List.of("m1", "m2")), "c", 1 + random.nextInt(20), 1 + random.nextInt(5));
        } else if (kind < 3) {
            return new ClaimDuty(
                    namespace, pick(List.of("d1", "d2")), pick(List.of("h1", "h2")), Duration.ofSeconds(3));
        }
        ChangeBuilder builder = ChangeBuilder.on(session()).policy(policy());
        maybeCondition(builder);
        if (random.nextInt(4) == 0) {
            // A digest stands for one request; the same one comes again only when the request does.
            builder.once("k" + random.nextInt(5), "d" + requests++);
        }
        if (kind < 50) {
            return append(builder);
        } else if (kind < 62) {
            return patch(builder);
        } else if (kind < 84) {
            whole(builder);
            return kind < 74 ? builder.put() : builder.create();
        } else if (kind < 90) {
            return builder.touch();
        }
        return kind < 95 ? builder.clear() : builder.delete();
    }

    private Change<?> append(ChangeBuilder builder) {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String content = random.nextInt(6) == 0 ? "other" : "content";
            Instant said = now.minusMillis(random.nextInt(100));
            messages.add(
                    random.nextBoolean()
                            ? Fixtures.message(content + random.nextInt(), said)
                            : Fixtures.message("m" + random.nextInt(30), content, said));
        }
        if (random.nextBoolean()) {
            builder.state(object(2));
        }
        if (random.nextInt(4) == 0) {
            builder.metadata(pick(METADATA));
        }
        if (random.nextInt(4) == 0) {
            builder.user(pick(USERS));
        }
        if (random.nextInt(4) == 0) {
            builder.onlyIfThere();
        }
        return builder.origin("/append", "test")
                .answering(random.nextBoolean(), random.nextInt(5))
                .append(messages);
    }

    private Change<?> patch(ChangeBuilder builder) {
        if (random.nextBoolean()) {
            builder.state(random.nextInt(10) == 0 ? JsonText.NULL : object(3));
        }
        if (random.nextInt(3) == 0) {
            builder.metadata(random.nextInt(10) == 0 ? "null" : pick(METADATA));
        }
        if (random.nextInt(3) == 0) {
            builder.user(pick(USERS));
        } else if (random.nextInt(8) == 0) {
            builder.noUser();
        }
        if (random.nextInt(4) == 0) {
            builder.ttl(Duration.ofMinutes(1 + random.nextInt(3)));
        } else if (random.nextInt(8) == 0) {
            builder.noTtl();
        }
        return builder.patch();
    }

    private void whole(ChangeBuilder builder) {
        builder.state(object(3)).metadata(pick(METADATA)).origin("/" + random.nextInt(3), "test");
        if (random.nextBoolean()) {
            builder.user(pick(USERS));
        }
        if (random.nextInt(4) == 0) {
            builder.ttl(Duration.ofMinutes(1 + random.nextInt(90)));
        }
    }

    private void maybeCondition(ChangeBuilder builder) {
        int kind = random.nextInt(30);
        if (kind < 3) {
            builder.ifVersion(1 + random.nextInt(6));
        } else if (kind == 3) {
            builder.ifVersion(Precondition.ANY_VERSION);
        } else if (kind == 4) {
            builder.ifAbsent();
        }
    }

    Query<?> query() {
        if (random.nextInt(3) == 0) {
            return documents.query();
        }
        return switch (random.nextInt(7)) {
            case 0, 1 -> new LoadSession(session(), random.nextBoolean() ? null : random.nextInt(6), sliding());
            case 2 -> new ReadMessages(session(), 1 + random.nextInt(5), random.nextBoolean(), seq(), seq(), sliding());
            case 3 -> new SessionExists(session());
            case 4 -> new CountSessions(namespace, since());
            case 5 -> new DebugSession(session());
            default ->
                new ListSessions(
                        namespace,
                        random.nextBoolean() ? null : new UserId(pick(USERS)),
                        since(),
                        random.nextBoolean() ? null : lastPosition,
                        1 + random.nextInt(4));
        };
    }

    private @Nullable SessionPolicy sliding() {
        return random.nextInt(5) == 0 ? policy() : null;
    }

    private @Nullable Long seq() {
        return random.nextBoolean() ? null : (Long) (long) random.nextInt(25);
    }

    private @Nullable Instant since() {
        return random.nextBoolean() ? null : now.minusMillis(random.nextInt(20_000));
    }

    private SessionPolicy policy() {
        return new SessionPolicy(
                Duration.ofMinutes(random.nextInt(5) == 0 ? 10 : 60),
                maxAge,
                random.nextInt(4) == 0 ? 3 : 8,
                random.nextInt(4) == 0 ? 20 : 80,
                random.nextInt(4) == 0 ? 2 : 5,
                random.nextInt(4) == 0 ? 10 : 60);
    }

    private SessionKey session() {
        return new SessionKey(namespace, new SessionId(pick(IDS)));
    }

    private JsonText object(int members) {
        JsonWriter out = new JsonWriter().beginObject();
        List<String> names = new ArrayList<>(MEMBERS);
        for (int i = random.nextInt(members + 1); i > 0; i--) {
            out.member(names.remove(random.nextInt(names.size())), Fixtures.json(pick(VALUES)));
        }
        return out.endObject().toJsonText();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
