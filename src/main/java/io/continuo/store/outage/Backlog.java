package io.continuo.store.outage;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.continuo.model.SessionKey;

/** The changes that wait to be made, in a line for each session. */
final class Backlog {

    private final ConcurrentMap<SessionKey, Line> lines = new ConcurrentHashMap<>();

    boolean isEmpty() {
        return lines.isEmpty();
    }

    boolean has(SessionKey session) {
        return lines.containsKey(session);
    }

    List<SessionKey> sessions() {
        return List.copyOf(lines.keySet());
    }

    /**
     * Does something with the session's line while nobody else does. It is a new one where there was none, and is gone
     * afterwards where nothing is in it and nobody replays it.
     */
    <T extends @Nullable Object> T with(SessionKey session, Function<Line, T> what) {
        Object[] result = new Object[1];
        lines.compute(session, (key, line) -> {
            Line alone = line == null ? new Line() : line;
            result[0] = what.apply(alone);
            return alone.isOver() ? null : alone;
        });
        @SuppressWarnings("unchecked")
        T given = (T) result[0];
        return given;
    }
}
