package io.continuo.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import org.jspecify.annotations.Nullable;

/** How the person who starts the service has spelled the settings, so that a sentence can use their names. */
final class SettingNames {

    private final SmallRyeConfig config;
    private final Map<String, String> variables = new TreeMap<>();

    SettingNames(SmallRyeConfig config) {
        this.config = config;
        List<EnvConfigSource> sources = new ArrayList<>();
        StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> source instanceof EnvConfigSource && !(source instanceof EnvironmentNames.Source))
                .forEach(source -> sources.add((EnvConfigSource) source));
        Collections.reverse(sources);
        sources.forEach(source -> variables.putAll(source.getProperties()));
    }

    /** The environment and the .env file, by the names as they are written there. */
    Map<String, String> variables() {
        return variables;
    }

    /** The name under which a setting was given: an environment variable's or the setting's own. */
    String of(String property) {
        ConfigValue value = config.getConfigValue(property);
        String source = value.getSourceName() == null ? "" : value.getSourceName();
        if (source.startsWith(EnvConfigSource.NAME)) {
            return KnownSettings.environmentName(property);
        }
        String variable = source.equals(EnvironmentNames.Source.NAME) ? shortName(property) : null;
        return variable == null ? property : variable;
    }

    private @Nullable String shortName(String property) {
        String last = null;
        for (Map.Entry<String, String> name : EnvironmentNames.SETTINGS.entrySet()) {
            String value = config.getConfigValue(name.getKey()).getRawValue();
            if (name.getValue().equals(property) && value != null && !value.isEmpty()) {
                last = name.getKey();
            }
        }
        return last;
    }
}
