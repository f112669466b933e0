package io.continuo.store.outage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.MergePatch;
import io.continuo.model.AppendMessages;
import io.continuo.model.CreateSession;
import io.continuo.model.IdSource;
import io.continuo.model.Late;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutSession;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionPolicy;

/** Turns a change into the one that is made later. */
final class Lateness {

    private static final String OWN_KEY = "journal-";

    private Lateness() {}

    /**
     * Whether the change can be accepted without asking the store: it means the same whatever the session is like, and
     * its answer does not depend on that.
     */
    static boolean isPossible(SessionChange<?> change) {
        Precondition precondition = change.precondition();
        if (precondition.wantsExisting() || precondition.ifAbsent()) {
            return false;
        } else if (change instanceof CreateSession create) {
            return create.idSource() != IdSource.CALLER;
        } else if (change instanceof AppendMessages append) {
            return append.create();
        }
        return change instanceof PutSession || change instanceof PatchSession;
    }

    /** The change as it will be made: with an idempotency key, and without limits of size, which were none when it was accepted. */
    static SessionChange<?> of(SessionChange<?> change, Late late) {
        Precondition when =
                Precondition.late(late).ownedBy(change.precondition().owner());
        Once once = change.once() == null ? new Once(OWN_KEY + UUID.randomUUID(), "") : change.once();
        if (change instanceof CreateSession create) {
            return new CreateSession(
                    create.session(),
                    create.userId(),
                    create.state(),
                    create.metadata(),
                    create.origin(),
                    create.ttl(),
                    boundless(create.policy()),
                    when,
                    once,
                    create.idSource());
        } else if (change instanceof PutSession put) {
            return new PutSession(
                    put.session(),
                    put.userId(),
                    put.state(),
                    put.metadata(),
                    put.origin(),
                    put.ttl(),
                    boundless(put.policy()),
                    when,
                    once);
        } else if (change instanceof PatchSession patch) {
            return new PatchSession(
                    patch.session(),
                    patch.state(),
                    patch.metadata(),
                    patch.userId(),
                    patch.ttl(),
                    boundless(patch.policy()),
                    when,
                    once);
        } else if (change instanceof AppendMessages append) {
            return new AppendMessages(
                    append.session(),
                    append.messages(),
                    append.state(),
                    append.userId(),
                    append.metadata(),
                    append.origin(),
                    append.create(),
                    AppendMessages.Answer.BRIEF,
                    boundless(append.policy()),
                    when,
                    once,
                    append.idSource());
        }
        throw new IllegalArgumentException("a " + change.getClass().getSimpleName() + " is never late");
    }

    /** What the patch makes of nothing: where the session has expired meanwhile, or was never there. */
    static CreateSession onNothing(PatchSession patch) {
        JsonText state = patch.state();
        Map<String, JsonText> members = new LinkedHashMap<>();
        if (state != null && state.kind() == JsonText.Kind.OBJECT) {
            MergePatch.apply(null, state).members().forEach(member -> members.put(member.name(), member.value()));
        }
        JsonText metadata = patch.metadata();
        return new CreateSession(
                patch.session(),
                patch.userId().over(null),
                members,
                metadata == null || metadata.kind() == JsonText.Kind.NULL
                        ? JsonText.EMPTY_OBJECT
                        : MergePatch.apply(null, metadata),
                Origin.UNKNOWN,
                patch.ttl().over(null),
                patch.policy(),
                patch.precondition(),
                patch.once());
    }

    /** What the session was that the change was made upon; null where that was not known. */
    static Late.@Nullable Base base(@Nullable Known confirmed, @Nullable Known shown) {
        Known known = confirmed != null ? confirmed : shown;
        return known == null
                ? null
                : new Late.Base(known.session().createdAt(), known.session().expiresAt());
    }

    private static SessionPolicy boundless(SessionPolicy policy) {
        return new SessionPolicy(
                policy.ttl(),
                policy.maxAge(),
                policy.historyLimit(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE);
    }
}
