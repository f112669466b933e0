package io.continuo.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import org.jspecify.annotations.Nullable;

/**
 * The names of all settings, with {@code *} for the name of a namespace and another for that of a document type, and the types
 * of their values.
 */
final class KnownSettings {

    /** A name in the name of a property; whether it can be meant is {@link SenseCheck}'s. */
    private static final String NAME = "([^.\"\\[\\]]+|\"[^\"]+\")";

    /** In that of a variable: an underscore would not say where it ends, or which character it stands for. */
    private static final String VARIABLE_NAME = "([A-Z0-9]+)";

    private static final Map<String, SettingType> TYPES = types();
    private static final Map<String, Pattern> PROPERTIES = instances(known -> known, NAME);
    private static final Map<String, Pattern> VARIABLES = instances(KnownSettings::environmentName, VARIABLE_NAME);

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

    /** By known name, what matches its instances, with a group for each star. */
    private static Map<String, Pattern> instances(UnaryOperator<String> spelling, String star) {
        Map<String, Pattern> instances = new TreeMap<>();
        TYPES.keySet()
                .forEach(known -> instances.put(
                        known,
                        Pattern.compile("\\Q" + spelling.apply(known).replace("*", "\\E" + star + "\\Q") + "\\E")));
        return instances;
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
        return PROPERTIES.entrySet().stream()
                .filter(known -> known.getValue().matcher(property).matches())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Whether an environment variable of this name sets something. */
    static boolean isEnvironmentName(String variable) {
        return EnvironmentNames.SETTINGS.containsKey(variable)
                || !propertyOf(variable).equals(variable);
    }

    /** The setting that a variable sets by its own name, or the variable itself. */
    static String propertyOf(String variable) {
        for (Map.Entry<String, Pattern> known : VARIABLES.entrySet()) {
            Matcher instance = known.getValue().matcher(variable);
            if (instance.matches()) {
                return filled(known.getKey(), instance);
            }
        }
        return variable;
    }

    private static String filled(String known, Matcher instance) {
        String filled = known;
        for (int i = 1; i <= instance.groupCount(); i++) {
            filled = filled.replaceFirst("\\*", instance.group(i).toLowerCase(Locale.ROOT));
        }
        return filled;
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
        return names.map(known -> ofTheSame(known, name, variable ? '_' : '.'))
                .filter(known -> distance(known, name) <= 3)
                .min(Comparator.comparingInt(known -> distance(known, name)));
    }

    /** The known name with the namespace and the document type that the other name has. */
    private static String ofTheSame(String known, String name, char separator) {
        String same = known;
        for (int star = same.indexOf('*'); star >= 0; star = same.indexOf('*', star)) {
            int end = name.indexOf(separator, star);
            if (end < 0 || !name.startsWith(same.substring(0, star))) {
                return same;
            }
            same = same.substring(0, star) + name.substring(star, end) + same.substring(star + 1);
            star = end;
        }
        return same;
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
