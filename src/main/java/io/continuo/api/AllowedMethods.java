package io.continuo.api;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

/**
 * Which methods each path takes, read off the resources. Quarkus REST does not tell them, and where two resource classes
 * share the beginning of a path it takes a method that the path lacks for a path that is not there.
 */
@Singleton
public class AllowedMethods {

    private record Route(Pattern path, String method) {}

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    private final List<Route> routes = new ArrayList<>();

    public AllowedMethods(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null) {
                Arrays.stream(bean.getBeanClass().getMethods()).forEach(method -> add(root.value(), method));
            }
        }
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

    private void add(String root, Method method) {
        Path below = method.getAnnotation(Path.class);
        Pattern path = pattern(below == null ? root : root + "/" + below.value());
        httpMethods(method).forEach(name -> routes.add(new Route(path, name)));
    }

    private static Stream<String> httpMethods(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .flatMap(Stream::ofNullable)
                .map(HttpMethod::value);
    }

    private static Pattern pattern(String template) {
        String path = template.replaceAll("/+", "/");
        return Pattern.compile(VARIABLE.matcher(path).replaceAll("[^/]+") + "/?");
    }
}
