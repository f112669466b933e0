package io.continuo.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ContinuoConfig;
import io.continuo.model.Namespace;
import io.continuo.model.TakeTokens;
import io.continuo.model.TakeTokens.Taken;

/** Holds each caller to its rates, those of all replicas together. Nobody waits for it. */
public final class Limiter {

    /** Half of what the shared bucket holds: what a slow answer keeps back meanwhile is still in it then. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int MOST = 10_000;

    private final ContinuoConfig.Limits settings;
    private final Buckets buckets;
    private final Clock clock;
    private final Timer timer;
    private final Map<Caller, Allowances> known = new ConcurrentHashMap<>();
    private final AtomicLong forgotten = new AtomicLong();

    /** Where the shared buckets are. */
    @FunctionalInterface
    public interface Buckets {
        Uni<Taken> take(TakeTokens step, Instant now);
    }

    /** Does something later. */
    @FunctionalInterface
    public interface Timer {
        void after(long millis, Runnable task);
    }

    public Limiter(ContinuoConfig.Limits settings, Buckets buckets, Clock clock, Timer timer) {
        this.settings = settings;
        this.buckets = buckets;
        this.clock = clock;
        this.timer = timer;
    }

    /** What the caller may spend; null where it is not limited, as who need not say who it is. */
    public @Nullable Allowances of(Caller caller) {
        Allowances allowances = caller.isKnown() ? known.get(caller) : null;
        if (allowances != null || !caller.isKnown()) {
            return allowances;
        }
        Rate rate = Rate.of(caller.name(), settings);
        if (rate.requests() == 0 && rate.bytes() == 0) {
            return null;
        }
        forgetSome();
        return known.computeIfAbsent(caller, fresh -> allowances(fresh, rate));
    }

    /** Those who are known by keys are few, those by tokens may be many. */
    private void forgetSome() {
        long last = forgotten.get();
        long now = clock.millis();
        if (known.size() >= MOST && now - last >= 1_000 && forgotten.compareAndSet(last, now)) {
            known.values().removeIf(Allowances::areIdle);
        }
    }

    private Allowances allowances(Caller caller, Rate rate) {
        return new Allowances(
                allowance(caller, Allowances.REQUESTS, rate.requests()),
                allowance(caller, Allowances.BYTES, rate.bytes()));
    }

    private @Nullable Allowance allowance(Caller caller, String measure, long perSecond) {
        return perSecond == 0 ? null : new Allowance(measure, perSecond, new FromStore(caller));
    }

    private final class FromStore implements Allowance.Lots {

        private final Caller caller;

        FromStore(Caller caller) {
            this.caller = caller;
        }

        @Override
        public long now() {
            return clock.millis();
        }

        @Override
        public void fetch(Allowance allowance, long tokens) {
            Namespace namespace = caller.namespace() == null ? Namespace.DEFAULT : caller.namespace();
            TakeTokens step =
                    new TakeTokens(namespace, allowance.measure(), caller.name(), allowance.perSecond(), tokens);
            AtomicBoolean known = new AtomicBoolean();
            Runnable fail = () -> {
                if (known.compareAndSet(false, true)) {
                    allowance.failed(tokens);
                }
            };
            timer.after(PATIENCE.toMillis(), fail);
            buckets.take(step, clock.instant())
                    .subscribe()
                    .with(
                            taken -> {
                                if (known.compareAndSet(false, true)) {
                                    allowance.fetched(tokens, taken);
                                } else {
                                    allowance.fetchedLate(taken);
                                }
                            },
                            failure -> fail.run());
        }

        @Override
        public void later(Allowance allowance, long millis) {
            timer.after(millis, allowance::fetch);
        }
    }
}
