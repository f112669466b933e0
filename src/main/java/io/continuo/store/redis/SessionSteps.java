package io.continuo.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ClearHistory;
import io.continuo.model.CreateSession;
import io.continuo.model.DeleteSession;
import io.continuo.model.Late;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.Precondition;
import io.continuo.model.PutSession;
import io.continuo.model.Room;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.SessionWritten;
import io.continuo.model.TouchSession;
import io.continuo.model.UserId;
import io.continuo.store.codec.SessionValues;

/** The changes of one session that are one run of a script; {@link AppendSteps} and {@link PatchSteps} build on it. */
final class SessionSteps {

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final UserIndex userIndex;
    private final Coding coding;
    private final SessionForm form;

    SessionSteps(RedisKeys keys, RedisCalls calls, UserIndex userIndex, Coding coding, SessionForm form) {
        this.keys = keys;
        this.calls = calls;
        this.userIndex = userIndex;
        this.coding = coding;
        this.form = form;
    }

    Uni<SessionWritten> create(CreateSession change, Instant now) {
        Step step = begin(LuaScript.WRITE_SESSION, change, change.policy(), now)
                .arg("create")
                .arg(user(change.userId()))
                .arg(millis(change.ttl()));
        write(step, change.session(), change.metadata(), change.origin(), change.policy(), change.state());
        return written(change, step, change.policy());
    }

    Uni<SessionWritten> put(PutSession change, Instant now) {
        Step step = begin(LuaScript.WRITE_SESSION, change, change.policy(), now)
                .arg("put")
                .arg(user(change.userId()))
                .arg(millis(change.ttl()));
        write(step, change.session(), change.metadata(), change.origin(), change.policy(), change.state());
        return written(change, step, change.policy());
    }

    Uni<SessionWritten> touch(TouchSession change, Instant now) {
        return written(change, begin(LuaScript.TOUCH_SESSION, change, change.policy(), now), change.policy());
    }

    Uni<SessionWritten> clear(ClearHistory change, Instant now) {
        return written(change, begin(LuaScript.CLEAR_HISTORY, change, change.policy(), now), change.policy());
    }

    Uni<DeleteSession.Deleted> delete(DeleteSession change, Instant now) {
        Step step = begin(LuaScript.DELETE_SESSION, change, null, now);
        return succeeded(change, step, null).map(answer -> new DeleteSession.Deleted(answer.version()));
    }

    /** A step with what every one of them begins with. */
    Step begin(LuaScript script, SessionChange<?> change, @Nullable SessionPolicy policy, Instant now) {
        return conditions(begin(script, change.session(), now), change.precondition(), change.once())
                .arg(policy == null ? "0" : millis(policy.ttl()))
                .arg(policy == null ? "" : maxAgeAndRoom(policy));
    }

    private String maxAgeAndRoom(SessionPolicy policy) {
        Room room = policy.room();
        String maxAge = millis(policy.maxAge());
        if (room.equals(Room.ENDLESS)) {
            return maxAge;
        }
        String most = room.sessions().isBounded() ? Long.toString(most(room.sessions())) : "";
        return maxAge + "\n" + most + "\n" + (room.bytes().full() ? "1" : "");
    }

    /** All sessions are in the index of one partition, which is right at any time; of more it needs the last count. */
    private long most(Room.Share sessions) {
        return keys.partitions() == 1 ? sessions.allowed() : sessions.most();
    }

    /** A step on a document of a session: the session itself stays as it is. */
    Step begin(LuaScript script, SessionKey session, Precondition precondition, @Nullable Once once, Instant now) {
        return conditions(begin(script, session, now), precondition, once)
                .arg("0")
                .arg("");
    }

    static Step conditions(Step step, Precondition precondition, @Nullable Once once) {
        return step.arg(once == null ? "" : once.key())
                .arg(once == null ? "" : once.digest())
                .arg(absence(precondition))
                .arg(versions(precondition));
    }

    /** What must be absent, or when it was accepted, and in a second line the owner. */
    private static String absence(Precondition precondition) {
        return precondition.owner() == null
                ? unowned(precondition)
                : unowned(precondition) + "\n" + precondition.owner().value();
    }

    private static String unowned(Precondition precondition) {
        Late late = precondition.late();
        if (late == null) {
            return precondition.ifAbsent() ? "1" : "0";
        }
        Late.Base base = late.base();
        String upon = base == null
                ? ":"
                : base.createdAt().toEpochMilli() + ":" + base.expiresAt().toEpochMilli();
        return "late:" + late.acceptedAt().toEpochMilli() + ":" + upon;
    }

    /**
     * A read with what every script of a session begins with.
     *
     * @param sliding the rules by which it moves the expiry; null where it does not
     */
    Step beginRead(SessionKey session, @Nullable SessionPolicy sliding, Instant now) {
        return begin(LuaScript.READ_SESSION, session, now)
                .arg("")
                .arg("")
                .arg(false)
                .arg("")
                .arg(sliding == null ? "0" : millis(sliding.ttl()))
                .arg(sliding == null ? "" : millis(sliding.maxAge()));
    }

    /** Runs a step; fails where its answer is no success. Users' indexes are brought up to date before it answers. */
    Uni<StepAnswer> succeeded(SessionChange<?> change, Step step, @Nullable SessionPolicy policy) {
        return answered(change, step).map(answer -> {
            if (!answer.isSuccess()) {
                throw answer.failure(keys.of(change.session()), policy);
            }
            return answer;
        });
    }

    Uni<StepAnswer> answered(SessionChange<?> change, Step step) {
        SessionKey session = change.session();
        Uni<StepAnswer> answer =
                calls.change(keys.partitionOf(session.id()), step).map(StepAnswer::of);
        Uni<StepAnswer> settled = keys.partitioned()
                ? answer.call(done -> userIndex.carryOut(session.namespace(), UserIndex.of(session.id(), done.moves())))
                : answer;
        return settled.call(done -> coding.ready(session.namespace(), done.reply()));
    }

    SessionWritten outcome(SessionKey session, StepAnswer answer) {
        return new SessionWritten(
                form.written(session, answer.meta(keys.of(session)), answer.state(), null),
                answer.version(),
                answer.created(),
                answer.changed(),
                answer.replayed());
    }

    /** The two members of an origin, empty where one is missing. */
    static void origin(Step step, SessionValues values, Origin origin) {
        step.arg(values.createdVia(origin)).arg(values.userAgent(origin));
    }

    static void limits(Step step, SessionPolicy policy) {
        step.arg(policy.maxStateMembers()).arg(policy.maxStateBytes()).arg(policy.maxMetadataBytes());
    }

    static String user(@Nullable UserId user) {
        return user == null ? "" : user.value();
    }

    static String millis(@Nullable Duration duration) {
        return duration == null ? "" : Long.toString(duration.toMillis());
    }

    /** A step that restores a session; beside the session's keys it has that of what was staged. */
    Step beginRestore(SessionKey session, String staged, Instant now) {
        List<String> touched = new ArrayList<>(keys.of(session).all());
        touched.add(staged);
        return conditions(begin(LuaScript.RESTORE_SESSION, session, touched, now), Precondition.NONE, null)
                .arg("0")
                .arg("");
    }

    private Uni<SessionWritten> written(SessionChange<SessionWritten> change, Step step, SessionPolicy policy) {
        return succeeded(change, step, policy).map(answer -> outcome(change.session(), answer));
    }

    private Step begin(LuaScript script, SessionKey session, Instant now) {
        return begin(script, session, keys.of(session).all(), now);
    }

    private Step begin(LuaScript script, SessionKey session, List<String> touched, Instant now) {
        return new Step(script, touched)
                .arg(session.id().value())
                .arg(now.toEpochMilli())
                .arg(keys.userIndexPrefix(session.namespace()));
    }

    private void write(
            Step step,
            SessionKey session,
            JsonText metadata,
            Origin given,
            SessionPolicy policy,
            Map<String, JsonText> state) {
        SessionValues values = coding.of(session);
        step.arg(values.metadata(metadata));
        origin(step, values, Origin.in(metadata));
        origin(step, values, given);
        limits(step, policy);
        step.arg(bytes(state));
        state.forEach((name, value) -> step.arg(name).arg(values.state(name, value)));
    }

    /** The measure of a state. */
    static long bytes(Map<String, JsonText> state) {
        return state.entrySet().stream()
                .mapToLong(member ->
                        utf8Length(member.getKey()) + member.getValue().length())
                .sum();
    }

    private static long utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String versions(Precondition precondition) {
        return precondition.ifMatch().isEmpty()
                ? ""
                : precondition.ifMatch().stream().map(String::valueOf).collect(Collectors.joining(",", ",", ","));
    }
}
