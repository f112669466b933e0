package io.continuo.api;

import java.util.function.LongPredicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Once;
import io.continuo.session.Conditions;

/**
 * What a call says about versions and repetition: the headers of a request, or the members of an operation that stand for
 * them.
 *
 * @param wrong told what is wrong, by header
 */
record Terms(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable String idempotencyKey,
        EntityTags.Wrong wrong) {

    /** @param digest of all that must be the same when the key comes again */
    Conditions conditions(Supplier<String> digest) {
        return new Conditions(EntityTags.precondition(ifMatch, ifNoneMatch, wrong), once(digest));
    }

    /** Tells whether a reader already has a version. */
    LongPredicate held() {
        return EntityTags.held(ifNoneMatch, wrong);
    }

    private @Nullable Once once(Supplier<String> digest) {
        if (idempotencyKey == null) {
            return null;
        }
        if (idempotencyKey.isEmpty()
                || idempotencyKey.length() > 200
                || !idempotencyKey.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            wrong.name("Idempotency-Key", "must be 1 to 200 visible ASCII characters");
            return null;
        }
        return new Once(idempotencyKey, digest.get());
    }
}
