package io.continuo.faults;

import java.net.URI;

import io.continuo.support.ServiceProcess;

/** One replica of the service, which may be killed and started again with the same settings and the same directory. */
final class Replica implements AutoCloseable {

    private final ServiceProcess.Builder settings;
    private volatile ServiceProcess process;
    private volatile URI uri;
    private volatile long upSince;
    private volatile boolean up;

    private Replica(ServiceProcess.Builder settings) {
        this.settings = settings;
        this.process = settings.start();
        this.uri = process.uri();
        listens();
    }

    static Replica start(ServiceProcess.Builder settings) {
        return new Replica(settings);
    }

    /** Where it listens, or did before it was killed. */
    URI uri() {
        return uri;
    }

    long pid() {
        return process.pid();
    }

    /** Whether it has not been killed since that {@link System#nanoTime()}. */
    boolean wasUpSince(long then) {
        return up && upSince < then;
    }

    void kill() {
        up = false;
        process.close();
    }

    /** Starts it again, whether its store is there or not. */
    void restart() {
        process = settings.startWithoutStore();
        uri = process.uri();
        listens();
    }

    /** What it has written to its log since it was started last. */
    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }

    private void listens() {
        upSince = System.nanoTime();
        up = true;
    }
}
