package io.continuo.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** A configuration from given variables and properties, with nothing of this machine in it. */
final class TestSettings {

    private TestSettings() {}

    static Supplier<SmallRyeConfigBuilder> of(Map<String, String> variables, Map<String, String> properties) {
        Map<String, String> application = new HashMap<>(Map.of(
                "quarkus.http.port",
                "${HTTP_PORT:8090}",
                "quarkus.http.host",
                "${HTTP_HOST:127.0.0.1}",
                "quarkus.http.ssl-port",
                "${HTTPS_PORT:8443}"));
        return () -> new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(variables, 300))
                .withSources(new PropertiesConfigSource(properties, "file", 260))
                .withSources(new PropertiesConfigSource(application, "application", 250))
                .withSources(new EnvironmentNames());
    }

    static Supplier<SmallRyeConfigBuilder> environment(Map<String, String> variables) {
        return of(variables, Map.of());
    }

    static ContinuoConfig continuo(Map<String, String> variables) {
        return environment(variables)
                .get()
                .withMapping(ContinuoConfig.class)
                .build()
                .getConfigMapping(ContinuoConfig.class);
    }

    /** {@code "A=1 B=2"} as a map. */
    static Map<String, String> variables(String text) {
        Map<String, String> variables = new HashMap<>();
        for (String pair : List.of(text.trim().split(" +", -1))) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                variables.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return variables;
    }
}
