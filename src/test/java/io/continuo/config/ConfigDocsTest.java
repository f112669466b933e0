package io.continuo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.smallrye.config.SmallRyeConfig;
import org.junit.jupiter.api.Test;

/** The settings, .env.example and the configuration table of the README say the same. */
class ConfigDocsTest {

    private static final Pattern LINE = Pattern.compile("#?([A-Z][A-Z0-9_]+)=(.*)");

    /** {@code | `NAME` or `NAME`, ... | default | meaning |} */
    private static final Pattern ROW = Pattern.compile("\\|\\s*(`[A-Z][A-Z0-9_<>]+`[^|]*)\\|\\s*([^|]*?)\\s*\\|.*");

    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_<>]+)`");

    @Test
    void everyNameInTheExampleIsKnown() throws IOException {
        assertThat(example().keySet()).isSubsetOf(names()).containsAll(shortNames());
    }

    @Test
    void theExampleShowsTheDefaults() throws IOException {
        Map<String, String> shown = new HashMap<>(example());
        shown.values().removeIf(String::isEmpty);
        assertThat(settings(shown)).isEqualTo(settings(Map.of()));
    }

    @Test
    void theTableOfTheReadmeHoldsEverySettingAndNoOther() throws IOException {
        assertThat(readme().keySet()).containsExactlyInAnyOrderElementsOf(names());
    }

    @Test
    void theTableOfTheReadmeShowsTheDefaults() throws IOException {
        Map<String, String> shown = new HashMap<>();
        readme().forEach((name, value) -> {
            if (value.matches("`[^`<>]+`")) {
                shown.put(
                        name.replace("<NAME>", "OTHER").replace("<TYPE>", "NOTES"),
                        value.substring(1, value.length() - 1));
            }
        });
        assertThat(shown).isNotEmpty();
        assertThat(settings(shown)).isEqualTo(settings(Map.of()));
    }

    /** The names of the environment, with {@code <NAME>} for a namespace's and {@code <TYPE>} for a document type's. */
    private static Set<String> names() {
        Set<String> names = new TreeSet<>(shortNames());
        KnownSettings.all().keySet().stream()
                // The elements of a list are not names to write.
                .filter(name -> !name.contains("["))
                .forEach(name -> names.add(KnownSettings.environmentName(name)
                        .replaceFirst("\\*", "<NAME>")
                        .replaceFirst("\\*", "<TYPE>")));
        // These have a short name that is the one to use.
        EnvironmentNames.SETTINGS.values().forEach(setting -> names.remove(KnownSettings.environmentName(setting)));
        return names;
    }

    private static Set<String> shortNames() {
        Set<String> names = new TreeSet<>(EnvironmentNames.SETTINGS.keySet());
        names.addAll(EnvironmentNames.OF_THE_SERVER.keySet());
        names.add(EnvironmentNames.USE_REDIS);
        return names;
    }

    private static Map<String, String> example() throws IOException {
        Map<String, String> example = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(".env.example"))) {
            var variable = LINE.matcher(line);
            if (variable.matches()) {
                example.put(variable.group(1), variable.group(2));
            }
        }
        assertThat(example).isNotEmpty();
        return example;
    }

    private static Map<String, String> readme() throws IOException {
        Map<String, String> table = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                NAME.matcher(row.group(1)).results().forEach(name -> table.put(name.group(1), row.group(2)));
            }
        }
        assertThat(table)
                .as("rows of a table such as | `HTTP_PORT` | `8090` | meaning |")
                .isNotEmpty();
        return table;
    }

    /** All settings as they are with these variables, by name, of the default namespace and another. */
    private static Map<String, String> settings(Map<String, String> variables) {
        assertThat(StartCheck.check(TestSettings.environment(variables))).isEmpty();
        SmallRyeConfig config = TestSettings.environment(variables)
                .get()
                .withMapping(ContinuoConfig.class)
                .build();
        Map<String, String> settings = new TreeMap<>();
        EnvironmentNames.OF_THE_SERVER
                .values()
                .forEach(name -> settings.put(name, config.getConfigValue(name).getValue()));
        KnownSettings.all().forEach((known, type) -> {
            for (String namespace : new String[] {"default", "other"}) {
                String name = known.replace("*", namespace);
                Optional<?> value = config.getOptionalValue(name, type.value());
                settings.put(name, value.map(String::valueOf).orElse(""));
            }
        });
        ContinuoConfig continuo = config.getConfigMapping(ContinuoConfig.class);
        RedisAddress redis = RedisAddress.of(continuo.redis()).get(0);
        settings.put("continuo.redis.host", redis.host());
        settings.put("continuo.redis.port", String.valueOf(redis.port()));
        settings.computeIfPresent(
                "continuo.namespaces.default.key-prefix",
                (name, prefix) -> prefix.isEmpty() ? "continuo:default" : prefix);
        // Chosen by what else is set.
        settings.remove("continuo.store");
        return settings;
    }
}
