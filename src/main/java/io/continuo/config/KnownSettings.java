package io.continuo.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import org.jspecify.annotations.Nullable;

/** The names of all settings, with {@code *} for a namespace's name, and the types of their values. */
final class KnownSettings {

    private static final String NAMESPACE = "[a-zA-Z0-9_-]+";
    private static final Map<String, SettingType> TYPES = types();

    private KnownSettings() {}

    private static Map<String, SettingType> types() {
        Map<String, SettingType> types = new TreeMap<>();
        ConfigMappings.getProperties(ConfigClass.configClass(ContinuoConfig.class))
                .forEach((name, property) -> {
                    if (!name.endsWith(".*")) {
                        types.put(name, type(property.getMethod().getGenericReturnType()));
                    }
                });
        return types;
    }

    /**
     * What a setting's value is.
     *
     * @param value of each value where there may be several
     * @param optional whether it may be absent; an empty value is absent
     */
    record SettingType(Class<?> value, boolean optional) {}

    private static SettingType type(Type type) {
        return type instanceof ParameterizedType nested
                ? new SettingType(type(nested.getActualTypeArguments()[0]).value(), true)
                : new SettingType((Class<?>) type, false);
    }

    /** Names to types. */
    static Map<String, SettingType> all() {
        return TYPES;
    }

    /** The known name that a property's name is an instance of. */
    static @Nullable String knownAs(String property) {
        return TYPES.keySet().stream()
                .filter(known -> matches(known, property, "\"?" + NAMESPACE + "\"?"))
                .findFirst()
                .orElse(null);
    }

    /** Whether an environment variable of this name sets something. */
    static boolean isEnvironmentName(String variable) {
        return EnvironmentNames.SETTINGS.containsKey(variable)
                || !propertyOf(variable).equals(variable);
    }

    /**
     * The setting that a variable sets by its own name, or the variable itself. The name of a namespace is letters and
     * digits there: an underscore would not say where it ends, or which character it stands for.
     */
    static String propertyOf(String variable) {
        for (String known : TYPES.keySet()) {
            String name = environmentName(known);
            if (matches(name, variable, "[A-Z0-9]+")) {
                int star = name.indexOf('*');
                int end = variable.length() - (name.length() - star - 1);
                return star < 0
                        ? known
                        : known.replace("*", variable.substring(star, end).toLowerCase(Locale.ROOT));
            }
        }
        return variable;
    }

    private static boolean matches(String known, String name, String segment) {
        int star = known.indexOf('*');
        return star < 0
                ? known.equals(name)
                : name.matches(
                        Pattern.quote(known.substring(0, star)) + segment + Pattern.quote(known.substring(star + 1)));
    }

    static String environmentName(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
    }

    /** The name that was probably meant, in the spelling of the one that was written; empty where none is near. */
    static Optional<String> near(String name) {
        boolean variable = name.startsWith("CONTINUO_");
        Stream<String> names = variable
                ? Stream.concat(
                        EnvironmentNames.SETTINGS.keySet().stream(),
                        TYPES.keySet().stream().map(KnownSettings::environmentName))
                : TYPES.keySet().stream();
        return names.map(known -> inTheSameNamespace(known, name, variable ? '_' : '.'))
                .filter(known -> distance(known, name) <= 3)
                .min(Comparator.comparingInt(known -> distance(known, name)));
    }

    private static String inTheSameNamespace(String known, String name, char separator) {
        int star = known.indexOf('*');
        if (star < 0 || !name.startsWith(known.substring(0, star))) {
            return known;
        }
        int end = name.indexOf(separator, star);
        return end < 0 ? known : known.replace("*", name.substring(star, end));
    }

    /** The least number of characters to insert, to take out or to replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
