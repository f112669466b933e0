package io.continuo.store.redis;

import java.util.List;
import java.util.Map;

import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.SessionPolicy;

/**
 * The answer of a step of one session, as {@code prelude.lua} says.
 *
 * @param moves user and entry, in turn, that are still to go into users' indexes
 */
record StepAnswer(String word, Response reply, List<String> moves) {

    private static final int META = 5;
    private static final int STATE = 6;
    private static final int MESSAGES = 7;

    static StepAnswer of(Response replyAndMoves) {
        Response reply = replyAndMoves.get(0);
        return new StepAnswer(reply.get(0).toString(), reply, Replies.texts(replyAndMoves.get(1)));
    }

    boolean isSuccess() {
        return "ok".equals(word) || replayed();
    }

    boolean wantsMerge() {
        return "merge".equals(word);
    }

    boolean replayed() {
        return "replayed".equals(word);
    }

    long version() {
        return reply.get(1).toLong();
    }

    boolean created() {
        return "1".equals(text(2));
    }

    boolean changed() {
        return "1".equals(text(3));
    }

    String outcomes() {
        return text(4);
    }

    Meta meta(SessionKeys keys) {
        return Meta.of(Replies.fields(reply.get(META)), keys.meta());
    }

    Map<String, byte[]> state() {
        return Replies.fields(reply.get(STATE));
    }

    List<byte[]> messages() {
        return Replies.values(reply.get(MESSAGES));
    }

    /**
     * What the word means where it is no success.
     *
     * @param policy whose limits the step went by; null for one without limits
     */
    ContinuoException failure(SessionKeys keys, @Nullable SessionPolicy policy) {
        return switch (word) {
            case "missing" -> new SessionNotFound(keys.id());
            case "exists" -> new SessionExists(keys.id(), version());
            case "conflict" -> new VersionConflict(text(1).isEmpty() ? null : version());
            case "reused" -> new IdempotencyKeyReused();
            case "idconflict" -> new MessageIdConflict((int) version());
            case "full" -> policy == null ? new LimitExceeded(text(1), 0) : exceeded(policy);
            case "foreign" -> new StoredValueUnreadable(text(1));
            default -> throw new IllegalStateException("a script answered " + word);
        };
    }

    private LimitExceeded exceeded(SessionPolicy policy) {
        String limit = text(1);
        return switch (limit) {
            case "namespace_sessions" -> policy.room().noSession();
            case "namespace_bytes" -> policy.room().noBytes();
            case "state_bytes" -> new LimitExceeded(limit, policy.maxStateBytes());
            case "state_members" -> new LimitExceeded(limit, policy.maxStateMembers());
            default -> new LimitExceeded(limit, policy.maxMetadataBytes());
        };
    }

    private String text(int at) {
        return reply.get(at).toString();
    }
}
