package io.continuo.store.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

import io.continuo.model.Namespace;
import io.continuo.model.TakeTokens;
import io.continuo.model.TokenBucket;

/** The buckets of tokens. In memory only: a restart fills them, as does being forgotten for others. */
final class Buckets {

    private static final int MOST = 10_000;

    /** A bucket that is so far ahead is of before the clock was set back. */
    private static final long AHEAD_MILLIS = 10_000;

    private record Name(Namespace namespace, String measure, String caller) {}

    private final Map<Name, TokenBucket> byName = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, TokenBucket> eldest) {
            return size() > MOST;
        }
    };

    synchronized TakeTokens.Taken take(TakeTokens take, long now) {
        Name name = new Name(take.namespace(), take.measure(), take.caller());
        TokenBucket before = byName.getOrDefault(name, TokenBucket.full(take.perSecond(), now));
        if (before.at() - now > AHEAD_MILLIS) {
            before = TokenBucket.full(take.perSecond(), now);
        }
        TakeTokens.Taken taken = take.from(before, now);
        byName.put(name, taken.left());
        return taken;
    }
}
