package io.continuo.api;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

/** Every call that a resource answers, read off the resources. */
@Singleton
class ResourceCalls {

    /**
     * A call.
     *
     * @param resource the Java method that answers, as {@link #resource} names it
     * @param template the path with its parameters in braces
     */
    record ResourceCall(String resource, String method, String template) {

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    private final List<ResourceCall> calls = new ArrayList<>();

    ResourceCalls(BeanManager beans) {
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path root = bean.getBeanClass().getAnnotation(Path.class);
            if (root != null) {
                Arrays.stream(bean.getBeanClass().getMethods()).forEach(method -> add(root.value(), method));
            }
        }
    }

    List<ResourceCall> all() {
        return calls;
    }

    static String resource(Class<?> type, String method) {
        return type.getName() + "#" + method;
    }

    private void add(String root, Method method) {
        Path below = method.getAnnotation(Path.class);
        String template = (below == null ? root : root + "/" + below.value()).replaceAll("/+", "/");
        httpMethods(method)
                .forEach(name -> calls.add(
                        new ResourceCall(resource(method.getDeclaringClass(), method.getName()), name, template)));
    }

    private static Stream<String> httpMethods(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .flatMap(Stream::ofNullable)
                .map(HttpMethod::value);
    }
}
