package io.continuo.ops.cleanup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Namespace;

/**
 * Where runs that a time limit ended left off, so that the next one goes on from there and the end of a large index, or
 * the last of many namespaces, has its turn as well. Used by one run at a time.
 */
final class SweepPositions {

    private final Map<Namespace, String> left = new ConcurrentHashMap<>();
    private volatile String current = "";

    /** The namespaces by name, beginning with the one that the last run was at. */
    List<Namespace> inOrder(Collection<Namespace> namespaces) {
        List<Namespace> ordered = new ArrayList<>(namespaces);
        String begin = current;
        ordered.sort(
                Comparator.comparing((Namespace namespace) -> namespace.name().compareTo(begin) < 0)
                        .thenComparing(Namespace::name));
        return ordered;
    }

    void enter(Namespace namespace) {
        current = namespace.name();
    }

    @Nullable
    String of(Namespace namespace) {
        return left.get(namespace);
    }

    /** @param next where to go on, null to begin anew */
    void move(Namespace namespace, @Nullable String next) {
        if (next == null) {
            left.remove(namespace);
        } else {
            left.put(namespace, next);
        }
    }
}
