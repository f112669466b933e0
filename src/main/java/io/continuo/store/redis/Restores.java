package io.continuo.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.RestoreSession;
import io.continuo.model.Restored;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.StageMessages;
import io.continuo.store.codec.SessionValues;

/** Writes sessions that were captured, each one run of {@code restore_session.lua}. */
final class Restores {

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final SessionSteps steps;
    private final UserIndex userIndex;
    private final Coding coding;

    Restores(RedisKeys keys, RedisCalls calls, SessionSteps steps, UserIndex userIndex, Coding coding) {
        this.keys = keys;
        this.calls = calls;
        this.steps = steps;
        this.userIndex = userIndex;
        this.coding = coding;
    }

    Uni<Boolean> stage(StageMessages change) {
        SessionKey session = change.session();
        SessionValues values = coding.of(session);
        Step step = new Step(LuaScript.STAGE_MESSAGES, List.of(keys.staged(session, change.staging())))
                .arg(change.at())
                .arg(StageMessages.KEPT.toMillis());
        change.messages().forEach(message -> step.arg(values.message(message)));
        return calls.change(keys.partitionOf(session.id()), step).map(reply -> reply.toLong() == 1);
    }

    Uni<Restored> restore(RestoreSession change, Instant now) {
        SessionKey session = change.session();
        return calls.change(keys.partitionOf(session.id()), step(change, now))
                .call(reply -> userIndex.carryOut(
                        session.namespace(), UserIndex.of(session.id(), Replies.texts(reply.get(1)))))
                .map(reply -> word(reply.get(0)));
    }

    /** What a script that restores has answered. */
    static Restored word(Response reply) {
        String word = reply.get(0).toString();
        if ("foreign".equals(word)) {
            throw new StoredValueUnreadable(reply.get(1).toString());
        }
        return Restored.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private Step step(RestoreSession change, Instant now) {
        SessionImage image = change.image();
        SessionValues values = coding.of(change.session());
        List<byte[]> meta = meta(image, values);
        String staging = change.staging();
        Step step = steps.beginRestore(
                        change.session(), keys.staged(change.session(), staging == null ? "none" : staging), now)
                .arg(change.replace())
                .arg(staging == null ? "" : Long.toString(image.nextSeq() - image.firstSeq()))
                .arg(meta.size())
                .arg(2L * image.state().size())
                .arg(change.messages().size());
        meta.forEach(step::arg);
        image.state().forEach((name, value) -> step.arg(name).arg(values.state(name, value)));
        for (JsonText message : change.messages()) {
            step.arg(values.message(message));
        }
        for (RestoreSession.Seen seen : change.seen()) {
            step.arg(seen.messageId()).arg(seen.seq() + " " + seen.timestamp().toEpochMilli() + " " + seen.digest());
        }
        return step;
    }

    private static List<byte[]> meta(SessionImage image, SessionValues values) {
        Fields meta = new Fields();
        meta.add("format", "1");
        meta.add("user_id", SessionSteps.user(image.userId()));
        meta.add("metadata", values.metadata(image.metadata()));
        meta.add("created_via", values.createdVia(image.origin()));
        meta.add("user_agent", values.userAgent(image.origin()));
        meta.add("created_at", image.createdAt().toEpochMilli());
        meta.add("last_interaction", image.lastInteraction().toEpochMilli());
        meta.add("expires_at", image.expiresAt().toEpochMilli());
        meta.add("ttl", SessionSteps.millis(image.ttl()));
        meta.add("version", image.version());
        meta.add("first_seq", image.firstSeq());
        meta.add("next_seq", image.nextSeq());
        meta.add("state_bytes", SessionSteps.bytes(image.state()));
        return meta.flat;
    }

    /** Names and values in turn. */
    private static final class Fields {

        private final List<byte[]> flat = new ArrayList<>();

        void add(String name, long value) {
            add(name, Long.toString(value));
        }

        void add(String name, String value) {
            add(name, value.getBytes(UTF_8));
        }

        /** Nothing, where there is no value. */
        void add(String name, byte @Nullable [] value) {
            if (value != null && value.length > 0) {
                flat.add(name.getBytes(UTF_8));
                flat.add(value);
            }
        }
    }
}
