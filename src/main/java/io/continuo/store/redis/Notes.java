package io.continuo.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.AddDictionary;
import io.continuo.model.KeepConfirmation;
import io.continuo.model.ListNamespaces;
import io.continuo.model.LoadConfirmation;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.Namespace;
import io.continuo.model.RegisterNamespace;
import io.continuo.model.TakeTokens;
import io.continuo.model.TokenBucket;

/** The small things beside sessions and documents: confirmations, namespaces, dictionaries, buckets of tokens. */
final class Notes {

    /** Whether a confirmation still holds is decided on reading; Redis only sweeps it away some time later. */
    private static final Duration BROOM = Duration.ofMinutes(10);

    /** Other fields are not ours. */
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final RedisKeys keys;
    private final RedisCalls calls;

    Notes(RedisKeys keys, RedisCalls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    Uni<Boolean> keep(KeepConfirmation change, Instant now) {
        Request set = Request.cmd(Command.SET)
                .arg(keys.confirmation(change.namespace(), change.tokenHash()))
                .arg(now.plus(change.kept()).toEpochMilli() + " " + change.request())
                .arg("PX")
                .arg(change.kept().plus(BROOM).toMillis());
        return calls.command(0, set, true).map(ok -> true);
    }

    Uni<Optional<String>> confirmation(LoadConfirmation query, Instant now) {
        Request get = Request.cmd(Command.GET).arg(keys.confirmation(query.namespace(), query.tokenHash()));
        return calls.command(0, get, false).map(kept -> confirmed(kept, now));
    }

    private static Optional<String> confirmed(@Nullable Response kept, Instant now) {
        if (kept == null) {
            return Optional.empty();
        }
        String[] parts = kept.toString().split(" ", 2);
        return Long.parseLong(parts[0]) <= now.toEpochMilli() ? Optional.empty() : Optional.of(parts[1]);
    }

    Uni<Boolean> register(RegisterNamespace change) {
        Step step = new Step(LuaScript.REGISTER_NAMESPACE, List.of(keys.knownNamespaces()))
                .arg(change.namespace().name())
                .arg(ListNamespaces.MOST);
        return calls.change(0, step).map(added -> added.toLong() == 1);
    }

    Uni<Set<Namespace>> namespaces() {
        return calls.command(0, Request.cmd(Command.SMEMBERS).arg(keys.knownNamespaces()), false)
                .map(names -> Replies.texts(names).stream()
                        .filter(Namespace::isValid)
                        .map(Namespace::new)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    Uni<Boolean> add(AddDictionary change) {
        Request set = Request.cmd(Command.HSETNX)
                .arg(keys.dictionaries(change.namespace()))
                .arg(change.number())
                .arg(change.bytes());
        return calls.command(0, set, true).map(added -> added.toLong() == 1);
    }

    Uni<SortedMap<Integer, byte[]>> dictionaries(LoadDictionaries query) {
        Request get = Request.cmd(Command.HGETALL).arg(keys.dictionaries(query.namespace()));
        return calls.command(0, get, false).map(reply -> {
            SortedMap<Integer, byte[]> dictionaries = new TreeMap<>();
            Replies.fields(reply).forEach((number, bytes) -> {
                if (NUMBER.matcher(number).matches()) {
                    dictionaries.put(Integer.valueOf(number), bytes);
                }
            });
            return dictionaries;
        });
    }

    /** Goes as what only reads does: it waits for no replica of Redis, and where an answer is lost it may be asked again. */
    Uni<TakeTokens.Taken> take(TakeTokens change, Instant now) {
        Step step = new Step(
                        LuaScript.TAKE_TOKENS,
                        List.of(keys.bucket(change.namespace(), change.measure(), change.caller())))
                .arg(now.toEpochMilli())
                .arg(change.perSecond())
                .arg(change.most());
        return calls.ask(keys.partitionOfBucket(change.caller()), step)
                .map(reply -> new TakeTokens.Taken(
                        reply.get(0).toLong(),
                        new TokenBucket(
                                change.perSecond(),
                                reply.get(1).toLong(),
                                reply.get(2).toLong())));
    }
}
