package io.continuo.support;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;

/** Waits for servers: polls every few milliseconds, for up to 30 seconds. */
final class Await {

    private Await() {}

    /** Waits until the condition is true; an exception (a server not yet there) counts as false. */
    static void until(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(condition);
    }
}
