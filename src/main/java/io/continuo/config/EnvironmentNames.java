package io.continuo.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Environment names that are not simply a setting's own: those that applications already use for their Redis, and short
 * ones for the namespace {@code default}. A setting's own name, such as {@code CONTINUO_REDIS_HOST}, wins over them, and
 * they win over files.
 */
public final class EnvironmentNames implements ConfigSourceFactory {

    /** Whether Redis is used; looked at where {@code CONTINUO_STORE} is not set. */
    public static final String USE_REDIS = "USE_REDIS_STATE";

    /** The names of the HTTP server, which belong to Quarkus' settings and are read in application.properties. */
    public static final Map<String, String> OF_THE_SERVER = Map.of(
            "HTTP_PORT", "quarkus.http.port", "HTTP_HOST", "quarkus.http.host", "HTTPS_PORT", "quarkus.http.ssl-port");

    private static final String CERTIFICATE = "continuo.https.certificate";
    private static final String INSECURE = "quarkus.http.insecure-requests";

    /** What each name sets; of two names for one setting the later wins. */
    public static final Map<String, String> SETTINGS = settings();

    static final Set<String> TRUE = Set.of("true", "1", "yes", "on");
    static final Set<String> FALSE = Set.of("false", "0", "no", "off");

    /** Files named by SMALLRYE_CONFIG_LOCATIONS rank with the environment that named them, at 300. */
    private static final int ABOVE_FILES = 301;

    private static Map<String, String> settings() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("HTTPS_CERT", CERTIFICATE);
        names.put("HTTPS_KEY", "continuo.https.key");
        names.put("REDIS_URL", "continuo.redis.url");
        names.put("REDIS_HOST", "continuo.redis.host");
        names.put("REDIS_PORT", "continuo.redis.port");
        names.put("REDIS_DB", "continuo.redis.db");
        names.put("REDIS_USERNAME", "continuo.redis.username");
        names.put("REDIS_PASSWORD", "continuo.redis.password");
        names.put("REDIS_MAX_CONNECTIONS", "continuo.redis.max-connections");
        names.put("REDIS_SOCKET_TIMEOUT", "continuo.redis.socket-timeout");
        names.put("REDIS_STATE_TTL", "continuo.namespaces.default.ttl");
        names.put("CONTINUO_SESSION_TTL", "continuo.namespaces.default.ttl");
        names.put("CONTINUO_HISTORY_LIMIT", "continuo.namespaces.default.history-limit");
        names.put("CONTINUO_KEY_PREFIX", "continuo.namespaces.default.key-prefix");
        return Collections.unmodifiableMap(names);
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new HashMap<>();
        SETTINGS.forEach((name, setting) -> {
            String value = raw(context, name);
            if (value != null && !isSetByItsOwnName(context, setting)) {
                settings.put(setting, literally(value));
            }
        });
        if (settings.containsKey(CERTIFICATE) || raw(context, CERTIFICATE) != null) {
            settings.put("quarkus.http.tls-configuration-name", "https");
            // Whoever has a certificate wants no keys to travel in the clear beside it, unless that is said.
            if (raw(context, INSECURE) == null) {
                settings.put(INSECURE, "disabled");
            }
        }
        String store = raw(context, "continuo.store");
        if (store == null) {
            store = StoreChoice.of(name -> settings.getOrDefault(name, raw(context, name)))
                    .name()
                    .toLowerCase(Locale.ROOT);
            settings.put("continuo.store", store);
        }
        settings.put(
                "quarkus.redis.active", String.valueOf(StoreKind.REDIS.name().equalsIgnoreCase(store)));
        return List.of(new Source(settings));
    }

    private static boolean isSetByItsOwnName(ConfigSourceContext context, String setting) {
        ConfigValue value = context.getValue(setting);
        return value != null
                && value.getSourceName() != null
                && value.getSourceName().startsWith(EnvConfigSource.NAME)
                && value.getRawValue() != null
                && !value.getRawValue().isEmpty();
    }

    private static @Nullable String raw(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        String raw = value == null ? null : value.getRawValue();
        return raw == null || raw.isEmpty() ? null : raw;
    }

    /** A value of the environment is meant as it stands: what looks like an expression in a password is none. */
    private static String literally(String value) {
        return value.replace("$", "$$").replace("\\$", "${continuo-none:\\}$");
    }

    /** A source of the environment's kind, so that a build keeps nothing of it in what it builds. */
    static final class Source extends EnvConfigSource {

        static final String NAME = "environment names";
        private static final long serialVersionUID = 1L;

        Source(Map<String, String> settings) {
            super(settings, ABOVE_FILES);
        }

        @Override
        public String getName() {
            return NAME;
        }
    }
}
