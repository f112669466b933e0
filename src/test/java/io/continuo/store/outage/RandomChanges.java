package io.continuo.store.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.RandomValues;
import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.IdSource;
import io.continuo.model.Late;
import io.continuo.model.NewMessage;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.Role;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.Update;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** Changes of every kind that is written down, every component drawn at random. The same seed draws the same ones. */
final class RandomChanges {

    private static final String ID = "ABCZabcz0189._-:@+~=";

    private final Random random;

    RandomChanges(long seed) {
        random = new Random(seed);
    }

    Change<?> next() {
        return switch (random.nextInt(5)) {
            case 0 ->
                new CreateSession(
                        session(),
                        maybe(this::user),
                        state(),
                        object(),
                        origin(),
                        maybe(this::duration),
                        policy(),
                        precondition(),
                        maybe(this::once),
                        pick(List.of(IdSource.values())));
            case 1 ->
                new PutSession(
                        session(),
                        maybe(this::user),
                        state(),
                        object(),
                        origin(),
                        maybe(this::duration),
                        policy(),
                        precondition(),
                        maybe(this::once));
            case 2 ->
                new PatchSession(
                        session(),
                        maybe(this::objectOrNull),
                        maybe(this::objectOrNull),
                        update(this::user),
                        update(this::duration),
                        policy(),
                        precondition(),
                        maybe(this::once));
            case 3 -> append();
            default ->
                new PutDocument(
                        DocumentKey.of(owner(), id(), id()),
                        json(),
                        maybe(this::duration),
                        random.nextInt(),
                        precondition(),
                        maybe(this::once));
        };
    }

    AppendMessages append() {
        return new AppendMessages(
                session(),
                Stream.generate(this::message).limit(random.nextInt(5)).toList(),
                state(),
                maybe(this::user),
                maybe(this::object),
                origin(),
                random.nextBoolean(),
                AppendMessages.Answer.BRIEF,
                policy(),
                precondition(),
                maybe(this::once),
                pick(List.of(IdSource.values())));
    }

    private SessionKey session() {
        return SessionKey.of("ns-" + random.nextInt(3), id());
    }

    private DocumentOwner owner() {
        return random.nextBoolean() ? session() : UserKey.of("ns", id());
    }

    private UserId user() {
        return new UserId(id());
    }

    private Map<String, JsonText> state() {
        Map<String, JsonText> state = new LinkedHashMap<>();
        object().members().forEach(member -> state.put(member.name(), member.value()));
        return state;
    }

    private NewMessage message() {
        return new NewMessage(pick(List.of(Role.values())), object(), instant(), maybe(this::text), text());
    }

    private Origin origin() {
        return new Origin(maybe(this::json), maybe(this::json));
    }

    private SessionPolicy policy() {
        return new SessionPolicy(
                duration(),
                maybe(this::duration),
                random.nextInt(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt());
    }

    private Precondition precondition() {
        List<Long> versions = random.nextInt(3) > 0
                ? List.of()
                : Stream.generate(random::nextLong).limit(1 + random.nextInt(3)).toList();
        return new Precondition(versions, random.nextInt(4) == 0, maybe(this::late)).ownedBy(maybe(this::user));
    }

    private Late late() {
        return new Late(instant(), maybe(() -> new Late.Base(instant(), instant())));
    }

    private Once once() {
        return new Once(text(), text());
    }

    private <T> Update<T> update(Supplier<T> value) {
        return switch (random.nextInt(3)) {
            case 0 -> Update.keep();
            case 1 -> Update.clear();
            default -> Update.set(value.get());
        };
    }

    private Duration duration() {
        return random.nextInt(4) == 0
                ? Duration.ofSeconds(random.nextLong() >> 12, random.nextInt(1_000_000_000))
                : Duration.ofMillis(random.nextInt(100_000_000));
    }

    private Instant instant() {
        return Instant.ofEpochMilli(random.nextLong() >> (random.nextInt(4) == 0 ? 8 : 21));
    }

    private JsonText objectOrNull() {
        return random.nextInt(4) == 0 ? JsonText.NULL : object();
    }

    private JsonText object() {
        JsonText value = json();
        while (value.kind() != JsonText.Kind.OBJECT) {
            value = json();
        }
        return value;
    }

    private JsonText json() {
        return RandomValues.next(random);
    }

    private String id() {
        StringBuilder id = new StringBuilder("i");
        IntStream.range(0, random.nextInt(20)).forEach(i -> id.append(ID.charAt(random.nextInt(ID.length()))));
        return id.toString();
    }

    /** Any characters but surrogates. */
    private String text() {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, random.nextInt(30)).forEach(i -> text.append((char) random.nextInt(0xd800)));
        return text.toString();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }
}
