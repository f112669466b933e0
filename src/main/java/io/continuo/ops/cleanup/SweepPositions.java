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

    /**
     * A place in the sweep of one namespace: its sessions come first, then its documents.
     *
     * @param from as the store gave it, null at the beginning
     */
    record Place(boolean amongDocuments, @Nullable String from) {

        private static final Place BEGINNING = new Place(false, null);

        /** After a batch; null at the end of all. */
        @Nullable
        Place then(@Nullable String next) {
            if (next == null) {
                return amongDocuments ? null : new Place(true, null);
            }
            return new Place(amongDocuments, next);
        }
    }

    private final Map<Namespace, Place> left = new ConcurrentHashMap<>();
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

    Place of(Namespace namespace) {
        return left.getOrDefault(namespace, Place.BEGINNING);
    }

    /** @param place where to go on, null to begin anew */
    void move(Namespace namespace, @Nullable Place place) {
        if (place == null) {
            left.remove(namespace);
        } else {
            left.put(namespace, place);
        }
    }
}
