package io.continuo.tools;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a manifest that Kubernetes does not know. The models keep such fields, and values of the wrong
 * type, in {@code additionalProperties}: a sound manifest has none, at any depth.
 */
final class UnknownFields {

    private static final String MODELS = "io.fabric8.kubernetes.api.model";

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** The paths of the unknown fields, such as {@code /spec/replica}; empty when there are none. */
    static List<String> in(Object manifest) {
        UnknownFields walk = new UnknownFields();
        walk.visit("", manifest);
        return walk.found;
    }

    private void visit(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> visit(path + "/" + key, member));
        } else if (value instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                visit(path + "/" + index++, item);
            }
        } else if (value != null
                && value.getClass().getName().startsWith(MODELS)
                && !value.getClass().isEnum()) {
            visitModel(path, value);
        }
    }

    private void visitModel(String path, Object model) {
        for (Method method : model.getClass().getMethods()) {
            String name = method.getName();
            if (method.getParameterCount() > 0 || !name.startsWith("get") || name.equals("getClass")) {
                continue;
            }
            if (name.equals("getAdditionalProperties")) {
                ((Map<?, ?>) read(method, model)).keySet().forEach(field -> found.add(path + "/" + field));
            } else if (isPartOfTheManifest(method)) {
                visit(path + "/" + Character.toLowerCase(name.charAt(3)) + name.substring(4), read(method, model));
            }
        }
    }

    /** Models also have getters that compute, such as the full resource name of a kind. */
    private static boolean isPartOfTheManifest(Method method) {
        Class<?> type = method.getReturnType();
        return type.getName().startsWith(MODELS)
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
    }

    private static Object read(Method getter, Object model) {
        try {
            return getter.invoke(model);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(getter.toString(), e);
        }
    }
}
