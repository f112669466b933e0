package io.continuo.ops.invalidation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Namespace;
import io.continuo.session.Digests;

/**
 * What is asked.
 *
 * @param dryRun only counts
 * @param timeLimit after which no further step is begun
 * @param confirmationToken of the dry run before, null where none was sent
 */
public record Invalidation(
        Namespace namespace,
        Scope scope,
        boolean dryRun,
        Duration timeLimit,
        @Nullable String confirmationToken) {

    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(30);
    public static final Duration SHORTEST_TIME_LIMIT = Duration.ofMillis(100);
    public static final Duration LONGEST_TIME_LIMIT = Duration.ofMinutes(5);

    /** The same for two requests that remove the same. */
    String digest() {
        return Digests.of(Stream.concat(Stream.of(namespace.name(), scope.name()), scope.members().stream())
                .map(part -> part.getBytes(UTF_8))
                .toArray(byte[][]::new));
    }
}
