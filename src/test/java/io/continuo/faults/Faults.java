package io.continuo.faults;

import java.time.Duration;

import io.continuo.support.FaultProxy;
import io.continuo.support.RedisServer;

/** The faults. */
final class Faults {

    private Faults() {}

    /** Nothing goes wrong. */
    static Fault none() {
        return between(() -> {}, () -> {});
    }

    /** Killed (SIGKILL) and started again. */
    static Fault killed(RedisServer redis) {
        return between(redis::kill, redis::restart);
    }

    /** Stopped (SIGSTOP): it takes what is sent and answers nothing until it goes on. */
    static Fault frozen(RedisServer redis) {
        return between(redis::freeze, redis::thaw);
    }

    static Fault scriptsForgotten(RedisServer redis) {
        return new Repeated(() -> redis.cli().command("SCRIPT", "FLUSH"), Duration.ofMillis(20));
    }

    /** Again and again a connection ends when a request has been carried out and not yet answered. */
    static Fault cutAfterSend(FaultProxy proxy) {
        return new Repeated(proxy::cutAfterRequest, Duration.ofMillis(100));
    }

    /** Redis is killed, then the service, which is started again while Redis is away. */
    static Fault serviceKilledInOutage(RedisServer redis, Replica replica) {
        return new Fault() {
            @Override
            public void begin() {
                redis.kill();
            }

            @Override
            public void midway() {
                replica.kill();
                replica.restart();
            }

            @Override
            public void end() {
                redis.restart();
            }
        };
    }

    static Fault between(Runnable begin, Runnable end) {
        return new Fault() {
            @Override
            public void begin() {
                begin.run();
            }

            @Override
            public void end() {
                end.run();
            }
        };
    }
}
