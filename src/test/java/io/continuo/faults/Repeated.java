package io.continuo.faults;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A fault of an instant that happens again and again. */
final class Repeated implements Fault {

    private final Runnable instant;
    private final Duration every;
    private @Nullable ScheduledExecutorService clock;
    private @Nullable ScheduledFuture<?> ticking;

    Repeated(Runnable instant, Duration every) {
        this.instant = instant;
        this.every = every;
    }

    @Override
    public void begin() {
        ScheduledExecutorService fresh = Executors.newSingleThreadScheduledExecutor();
        ticking = fresh.scheduleAtFixedRate(instant, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        clock = fresh;
    }

    /** @throws IllegalStateException when it stopped to happen meanwhile */
    @Override
    public void end() {
        if (clock == null || ticking == null) {
            throw new IllegalStateException("It never began");
        }
        boolean failed = ticking.isDone();
        clock.shutdownNow();
        if (failed) {
            throw new IllegalStateException("The fault could not be repeated");
        }
    }
}
