package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.Namespace;
import io.continuo.model.NewMessage;
import io.continuo.model.PatchSession;
import io.continuo.model.PutDocument;
import io.continuo.model.PutSession;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.SessionKey;
import io.continuo.model.StageMessages;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/** Where values are coded: on the event loop as long as they are small together, else on a worker. */
final class Coding {

    /** About a tenth of a millisecond. */
    private static final long MUCH = 64 * 1024;

    /** What opening a value takes, however small it is, in bytes that take as long. */
    private static final long EACH = 512;

    private final ValueCodec codec;
    private final Function<Namespace, Uni<SortedMap<Integer, byte[]>>> dictionaries;

    /** @param dictionaries loads those of a namespace */
    Coding(ValueCodec codec, Function<Namespace, Uni<SortedMap<Integer, byte[]>>> dictionaries) {
        this.codec = codec;
        this.dictionaries = dictionaries;
    }

    ValueCodec codec() {
        return codec;
    }

    SessionValues of(SessionKey session) {
        return new SessionValues(codec, session);
    }

    /** Does the beginning of a change, in which its values are coded, where it belongs. */
    <R> Uni<R> begin(Change<?> change, Uni<R> step) {
        return codec.isPlain() || bytes(change) <= MUCH
                ? step
                : step.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Answers come on an event loop: where they are on a worker they go back to the caller's. */
    static <R> Uni<R> end(Uni<R> answer) {
        Context caller = Vertx.currentContext();
        Executor back = task -> {
            if (caller == null || Context.isOnEventLoopThread()) {
                task.run();
            } else {
                caller.runOnContext(ignored -> task.run());
            }
        };
        return answer.emitOn(back);
    }

    /** To be waited for before a reply is opened: its dictionaries are at hand then, and what follows is where it belongs. */
    Uni<Void> ready(Namespace namespace, Response reply) {
        return ready(namespace, List.of(reply));
    }

    /** The same for the replies of one flight. */
    Uni<Void> ready(Namespace namespace, List<Response> replies) {
        List<byte[]> values = new ArrayList<>();
        replies.forEach(reply -> collect(reply, values));
        return readyFor(namespace, values);
    }

    /** The same for values that were taken out of a reply. */
    Uni<Void> readyFor(Namespace namespace, Collection<byte[]> values) {
        long work = 0;
        boolean unknown = false;
        for (byte[] value : values) {
            if (ValueCodec.isCoded(value)) {
                work += EACH + ValueCodec.plainLength(value);
                unknown = unknown || codec.missesDictionary(namespace, value);
            }
        }
        Uni<Void> ready = unknown ? learnt(namespace) : Uni.createFrom().voidItem();
        return work <= MUCH ? ready : ready.emitOn(Infrastructure.getDefaultWorkerPool());
    }

    private Uni<Void> learnt(Namespace namespace) {
        return dictionaries
                .apply(namespace)
                .invoke(all -> all.forEach((number, bytes) -> codec.learn(namespace, number, bytes)))
                .replaceWithVoid();
    }

    private static void collect(@Nullable Response reply, List<byte[]> values) {
        if (reply != null && reply.type() == ResponseType.MULTI) {
            reply.forEach(element -> collect(element, values));
        } else if (reply != null && reply.type() == ResponseType.BULK) {
            values.add(reply.toBytes());
        }
    }

    private static long bytes(Change<?> change) {
        if (change instanceof AppendMessages append) {
            return append.messages().stream()
                            .map(NewMessage::body)
                            .mapToLong(Coding::bytes)
                            .sum()
                    + bytes(append.state().values())
                    + bytes(append.metadata());
        } else if (change instanceof CreateSession create) {
            return bytes(create.state().values()) + bytes(create.metadata());
        } else if (change instanceof PutSession put) {
            return bytes(put.state().values()) + bytes(put.metadata());
        } else if (change instanceof PatchSession patch) {
            return bytes(patch.state()) + bytes(patch.metadata());
        }
        if (change instanceof RestoreSession restore) {
            return bytes(restore.image().state().values()) + bytes(restore.messages());
        } else if (change instanceof StageMessages stage) {
            return bytes(stage.messages());
        } else if (change instanceof RestoreDocument restore) {
            return bytes(restore.body());
        }
        return change instanceof PutDocument put ? bytes(put.body()) : 0;
    }

    private static long bytes(Collection<JsonText> values) {
        return values.stream().mapToLong(Coding::bytes).sum();
    }

    private static long bytes(@Nullable JsonText value) {
        return value == null ? 0 : EACH + value.length();
    }
}
