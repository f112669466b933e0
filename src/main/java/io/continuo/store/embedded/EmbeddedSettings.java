package io.continuo.store.embedded;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.continuo.store.codec.ValueCodec;

/**
 * How the embedded store keeps sessions.
 *
 * @param directory where its file lies, created if need be; null to keep everything in memory only
 * @param commitEvery zero: a change is answered when it is on disk. Otherwise a change is answered at once and is on disk at
 *     most this much later, so that a crash may lose the changes of that time.
 * @param readers how many threads read
 * @param queue how many changes, and how many reads, may wait; further ones are refused
 * @param cacheMegabytes memory for pages of the file
 * @param compactEvery how often the file is looked at for space to give back while no changes come; while they come it is
 *     kept in bounds all the time
 * @param codec what values are at rest
 */
public record EmbeddedSettings(
        @Nullable Path directory,
        Duration commitEvery,
        int readers,
        int queue,
        int cacheMegabytes,
        Duration compactEvery,
        ValueCodec codec) {

    private static final int READERS =
            Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));

    public static EmbeddedSettings inMemory() {
        return of(null, Duration.ZERO);
    }

    public static EmbeddedSettings inFile(Path directory) {
        return of(directory, Duration.ZERO);
    }

    /** The given place and interval, and what suits most machines for the rest. */
    public static EmbeddedSettings of(@Nullable Path directory, Duration commitEvery) {
        return new EmbeddedSettings(
                directory, commitEvery, READERS, 10_000, 64, Duration.ofSeconds(10), ValueCodec.plain());
    }

    /** The same with another codec. */
    public EmbeddedSettings with(ValueCodec other) {
        return new EmbeddedSettings(directory, commitEvery, readers, queue, cacheMegabytes, compactEvery, other);
    }
}
