package io.continuo.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Runs steps all at once, but those of one owner one after the other. */
final class Lanes {

    private Lanes() {}

    /** @param work never fails */
    record Step<T>(Object owner, Uni<T> work) {}

    private record Placed<T>(int place, T result) {}

    /** What the steps give, in their order, when the last is done. */
    static <T> Uni<List<T>> run(List<Step<T>> steps) {
        if (steps.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Map<Object, List<Uni<Placed<T>>>> lanes = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int place = i;
            Step<T> step = steps.get(i);
            lanes.computeIfAbsent(step.owner(), first -> new ArrayList<>(1))
                    .add(step.work().map(result -> new Placed<>(place, result)));
        }
        return Uni.join()
                .all(lanes.values().stream().map(Lanes::inOrder).toList())
                .andFailFast()
                .map(results -> sorted(results.stream().flatMap(List::stream)));
    }

    /** Most owners have one step; a stream for each of them is a fifth of what a batch costs. */
    private static <T> Uni<List<T>> inOrder(List<Uni<T>> lane) {
        return lane.size() == 1
                ? lane.get(0).map(List::of)
                : Multi.createFrom()
                        .iterable(lane)
                        .onItem()
                        .transformToUniAndConcatenate(work -> work)
                        .collect()
                        .asList();
    }

    private static <T> List<T> sorted(Stream<Placed<T>> results) {
        return results.sorted((a, b) -> Integer.compare(a.place, b.place))
                .map(Placed::result)
                .toList();
    }
}
