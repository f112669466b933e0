package io.continuo.store.redis;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.MergePatch;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.SessionWritten;
import io.continuo.model.Update;
import io.continuo.store.codec.SessionValues;

/**
 * {@link PatchSession}: one run of {@code patch_session.lua}, or two and more where something is to be merged, which is
 * done here and sent with the version that it was merged into.
 */
final class PatchSteps {

    private static final int ATTEMPTS = 5;

    private final RedisKeys keys;
    private final SessionSteps steps;
    private final Coding coding;

    PatchSteps(RedisKeys keys, SessionSteps steps, Coding coding) {
        this.keys = keys;
        this.steps = steps;
        this.coding = coding;
    }

    /** What was merged into a version of the session: the metadata if it was asked for, and the members that were there. */
    private record Merged(String version, String metadataMode, JsonText metadata, Map<String, JsonText> members) {

        static Merged nothingYet(PatchSession change) {
            JsonText metadata = change.metadata();
            String mode = "merge";
            if (metadata == null) {
                mode = "";
            } else if (metadata.kind() == JsonText.Kind.NULL) {
                mode = "replace";
            }
            return new Merged("", mode, JsonText.EMPTY_OBJECT, Map.of());
        }
    }

    Uni<SessionWritten> patch(PatchSession change, Instant now) {
        return attempt(change, now, Merged.nothingYet(change), ATTEMPTS);
    }

    private Uni<SessionWritten> attempt(PatchSession change, Instant now, Merged merged, int left) {
        return steps.answered(change, step(change, now, merged)).chain(answer -> {
            if (answer.isSuccess()) {
                return Uni.createFrom().item(steps.outcome(change.session(), answer));
            }
            if (!answer.wantsMerge()) {
                return Uni.createFrom().failure(answer.failure(keys.of(change.session()), change.policy()));
            }
            if (left == 0) {
                return Uni.createFrom()
                        .failure(new StoreUnavailable(
                                "The session is being changed by too many at once.", Call.RETRY_AFTER, null));
            }
            return attempt(change, now, merge(change, answer.reply()), left - 1);
        });
    }

    private Step step(PatchSession change, Instant now, Merged merged) {
        SessionValues values = coding.of(change.session());
        Origin origin = Origin.in(merged.metadata());
        Step step = steps.begin(LuaScript.PATCH_SESSION, change, change.policy(), now)
                .arg(merged.version())
                .arg(update(change.userId(), SessionSteps::user))
                .arg(update(change.ttl(), SessionSteps::millis))
                .arg(merged.metadataMode())
                .arg(values.metadata(merged.metadata()));
        SessionSteps.origin(step, values, origin);
        SessionSteps.limits(step, change.policy());
        JsonText state = change.state();
        if (state == null) {
            return step.arg("");
        }
        if (state.kind() == JsonText.Kind.NULL) {
            return step.arg("clear");
        }
        step.arg("patch");
        for (JsonText.Member member : state.members()) {
            member(step, values, member, merged.members().get(member.name()));
        }
        return step;
    }

    private static void member(Step step, SessionValues values, JsonText.Member member, @Nullable JsonText merged) {
        String name = member.name();
        switch (member.value().kind()) {
            case NULL -> step.arg("drop").arg(name).arg("");
            case OBJECT -> {
                JsonText value = merged == null ? MergePatch.apply(null, member.value()) : merged;
                step.arg(merged == null ? "object" : "merged").arg(name).arg(values.state(name, value));
            }
            default -> step.arg("set").arg(name).arg(values.state(name, member.value()));
        }
    }

    private Merged merge(PatchSession change, Response reply) {
        SessionValues values = coding.of(change.session());
        Map<String, JsonText> members = new LinkedHashMap<>();
        JsonText state = change.state();
        for (int at = 5; at + 1 < reply.size() && state != null; at += 2) {
            String name = reply.get(at).toString();
            JsonText stored = values.state(name, reply.get(at + 1).toBytes());
            JsonText patch = state.member(name);
            if (stored == null || patch == null) {
                throw new StoredValueUnreadable("/state/" + name);
            }
            members.put(name, MergePatch.apply(stored, patch));
        }
        String version = reply.get(1).toString();
        JsonText patch = change.metadata();
        if (patch == null || patch.kind() == JsonText.Kind.NULL) {
            Merged begin = Merged.nothingYet(change);
            return new Merged(version, begin.metadataMode(), begin.metadata(), members);
        }
        JsonText visible = values.visibleMetadata(
                reply.get(2).toBytes(), reply.get(3).toBytes(), reply.get(4).toBytes());
        if (visible == null) {
            throw Meta.damagedMetadata(keys.of(change.session()).meta());
        }
        JsonText metadata = MergePatch.apply(visible, patch);
        return new Merged(version, metadata.equals(visible) ? "same" : "merged", metadata, members);
    }

    private static <T> String update(Update<T> update, Function<T, String> text) {
        T value = update.value();
        if (!update.given()) {
            return "";
        }
        return value == null ? "-" : "=" + text.apply(value);
    }
}
