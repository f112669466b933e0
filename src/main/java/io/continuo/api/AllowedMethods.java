package io.continuo.api;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

/**
 * Which methods each path takes. Quarkus REST does not tell them, and where two resource classes share the beginning of a
 * path it takes a method that the path lacks for a path that is not there.
 */
@Singleton
public class AllowedMethods {

    private record Route(Pattern path, String method) {}

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    private final List<Route> routes;

    AllowedMethods(ResourceCalls calls) {
        routes = calls.all().stream()
                .map(call -> new Route(pattern(call.template()), call.method()))
                .toList();
    }

    /** What the path takes, for {@code Allow}; empty where there is nothing at the path. */
    Set<String> at(String path) {
        SortedSet<String> methods = new TreeSet<>();
        routes.stream()
                .filter(route -> route.path().matcher(path).matches())
                .forEach(route -> methods.add(route.method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return Collections.unmodifiableSortedSet(methods);
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(VARIABLE.matcher(template).replaceAll("[^/]+") + "/?");
    }
}
