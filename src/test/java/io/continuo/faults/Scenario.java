package io.continuo.faults;

import java.time.Duration;

/**
 * A fault and how it is tried.
 *
 * @param lasts from its beginning to its end
 * @param shared whether all writers write to the same sessions
 * @param mayLose whether Redis itself may lose what it has confirmed
 */
record Scenario(String name, Fault fault, Duration lasts, boolean shared, boolean mayLose) {

    static Scenario of(String name, Fault fault, Duration lasts) {
        return new Scenario(name, fault, lasts, false, false);
    }

    Scenario onSharedSessions() {
        return new Scenario(name, fault, lasts, true, mayLose);
    }

    Scenario whereRedisMayLose() {
        return new Scenario(name, fault, lasts, shared, true);
    }
}
