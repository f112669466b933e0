package io.continuo.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

import io.continuo.model.Namespace;
import io.continuo.model.TakeTokens;
import io.continuo.model.TokenBucket;

/** Replicas with allowances that share a bucket, in a time that the test moves. */
final class Simulation {

    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final long perSecond;
    private final long latency;
    private final List<Allowance> replicas = new ArrayList<>();
    private TokenBucket shared;
    private boolean away;
    private long now = 1_000_000;
    private long number;
    private long fetches;

    /** @param latency of the bucket, in milliseconds */
    Simulation(int replicas, long perSecond, long latency) {
        this.perSecond = perSecond;
        this.latency = latency;
        shared = TokenBucket.full(perSecond, now);
        IntStream.range(0, replicas).forEach(i -> this.replicas.add(new Allowance("requests", perSecond, new Lots())));
    }

    Allowance replica(int which) {
        return replicas.get(which);
    }

    /** Whether the bucket answers with a failure, at once. */
    void away(boolean isAway) {
        away = isAway;
    }

    long fetches() {
        return fetches;
    }

    void pass(long millis) {
        long end = now + millis;
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event next = events.remove();
            now = next.at();
            next.task().run();
        }
        now = end;
    }

    /** How many come through in that time when each replica is asked so many times in each millisecond. */
    long let(long millis, int eachAMilli) {
        long through = 0;
        for (long i = 0; i < millis; i++) {
            pass(1);
            for (Allowance replica : replicas) {
                for (int n = 0; n < eachAMilli; n++) {
                    through += replica.trySpend() ? 1 : 0;
                }
            }
        }
        return through;
    }

    private void in(long millis, Runnable task) {
        events.add(new Event(now + millis, number++, task));
    }

    private final class Lots implements Allowance.Lots {

        @Override
        public long now() {
            return now;
        }

        @Override
        public void fetch(Allowance allowance, long tokens) {
            fetches++;
            if (away) {
                allowance.failed(tokens);
                return;
            }
            in(latency, () -> {
                TakeTokens.Taken taken =
                        new TakeTokens(Namespace.DEFAULT, "requests", "c", perSecond, tokens).from(shared, now);
                shared = taken.left();
                in(latency, () -> allowance.fetched(tokens, taken));
            });
        }

        @Override
        public void later(Allowance allowance, long millis) {
            in(millis, allowance::fetch);
        }
    }
}
