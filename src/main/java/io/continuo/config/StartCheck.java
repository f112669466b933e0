package io.continuo.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.Expressions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.jspecify.annotations.Nullable;

import io.continuo.config.KnownSettings.SettingType;

/**
 * Looks through the configuration before anything starts. What is unknown, cannot be read or makes no sense is refused with
 * one sentence that names the setting as it was written and says what to write.
 */
public final class StartCheck {

    /** What Kubernetes sets in every pod for a Service of its namespace. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "((?:CONTINUO|REDIS|HTTP)(?:_[A-Z0-9_]+?)?)_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)");

    private static final String HOST = "quarkus.http.host";

    /** Quarkus' own names of a PEM file, with a number where only a word is taken for a name. */
    private static final Pattern NUMBERED_PEM =
            Pattern.compile("QUARKUS_TLS_(?:\\w+_)?KEY_STORE_PEM_\\d+_(?:CERT|KEY)");

    private static final Pattern LINK_VALUE = Pattern.compile("(?:tcp|udp|sctp)://.*");
    private static final Set<String> SECRETS = Set.of(
            "continuo.redis.url",
            "continuo.redis.username",
            "continuo.redis.password",
            "continuo.encryption.keys",
            "continuo.api-keys");

    private final SmallRyeConfig config;
    private final SettingNames names;

    private StartCheck(SmallRyeConfig config) {
        this.config = config;
        this.names = new SettingNames(config);
    }

    /**
     * Checks everything.
     *
     * @param configuration gives the builder of the configuration that the service will have
     * @return what can be meant but probably is not, a sentence each
     * @throws RefusedSetting for the first thing that cannot be meant
     */
    public static List<String> check(Supplier<SmallRyeConfigBuilder> configuration) {
        StartCheck check = new StartCheck(configuration.get().build());
        check.serviceLinks();
        check.unknownVariables();
        check.unknownProperties();
        check.readableValues();
        check.server();
        check.storeChoice();
        SmallRyeConfig readable =
                configuration.get().withMapping(ContinuoConfig.class).build();
        ContinuoConfig settings = readable.getConfigMapping(ContinuoConfig.class);
        List<String> warnings = new SenseCheck(settings, new SettingNames(readable)).check();
        check.locked(settings);
        return warnings;
    }

    private void serviceLinks() {
        names.variables().forEach((name, value) -> {
            var link = SERVICE_LINK.matcher(name);
            if (link.matches() && (LINK_VALUE.matcher(value).matches() || isOnlyALink(name))) {
                String service = link.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
                throw new RefusedSetting(name + " is " + value + ": Kubernetes set it for a Service named " + service
                        + "; set enableServiceLinks: false in the pod's spec, or give the Service another name.");
            }
        });
    }

    private static boolean isOnlyALink(String name) {
        return name.startsWith("CONTINUO_") && !KnownSettings.isEnvironmentName(name);
    }

    private void unknownVariables() {
        Set<String> spelled = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(property -> KnownSettings.knownAs(property) != null)
                .map(KnownSettings::environmentName)
                .collect(Collectors.toSet());
        for (String name : names.variables().keySet()) {
            if (NUMBERED_PEM.matcher(name).matches()) {
                throw new RefusedSetting(name + " would be passed over: write HTTPS_CERT and HTTPS_KEY.");
            }
            if (name.startsWith("CONTINUO_") && !KnownSettings.isEnvironmentName(name) && !spelled.contains(name)) {
                throw unknown(name);
            }
        }
    }

    private void unknownProperties() {
        StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .filter(source -> !(source instanceof EnvConfigSource))
                .flatMap(source -> source.getPropertyNames().stream())
                .filter(name -> name.startsWith("continuo.") && KnownSettings.knownAs(name) == null)
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw unknown(name);
                });
    }

    private static RefusedSetting unknown(String name) {
        if (name.startsWith("CONTINUO_NAMESPACES_")) {
            return new RefusedSetting(name + " is no setting: write CONTINUO_NAMESPACES_<NAME>_<SETTING>, such as"
                    + " CONTINUO_NAMESPACES_TRT_TTL, for a name of letters and digits, and put other namespaces into"
                    + " config/application.properties.");
        }
        return new RefusedSetting(name + " is no setting: "
                + KnownSettings.near(name)
                        .map(near -> "write " + near + ", or leave it out.")
                        .orElse("leave it out, or take a name from the configuration table of the README."));
    }

    private void readableValues() {
        Set<String> properties = new TreeSet<>();
        config.getPropertyNames().forEach(properties::add);
        names.variables().keySet().forEach(name -> properties.add(KnownSettings.propertyOf(name)));
        KnownSettings.all().keySet().stream()
                .filter(name -> !name.contains("*"))
                .forEach(properties::add);
        properties.forEach(property -> {
            String known = KnownSettings.knownAs(property);
            SettingType type = known == null ? null : KnownSettings.all().get(known);
            if (known != null && type != null) {
                readable(property, known, type);
            }
        });
    }

    private void readable(String property, String known, SettingType type) {
        String raw = Expressions.withoutExpansion(
                () -> config.getConfigValue(property).getRawValue());
        if (raw == null || (raw.isEmpty() && type.optional())) {
            return;
        }
        if (raw.isEmpty()) {
            throw new RefusedSetting(
                    names.of(property) + " is empty: write " + form(type.value()) + ", or leave it out.");
        }
        try {
            String value = config.getValue(property, String.class);
            if (type.value() == boolean.class) {
                truth(value);
            } else {
                config.getValues(property, type.value());
            }
        } catch (NoSuchElementException e) {
            throw new RefusedSetting(names.of(property) + " refers with ${...} to something that is not set: set that"
                    + " too, or write $$ for a dollar sign.");
        } catch (IllegalArgumentException e) {
            String shown = SECRETS.contains(known) ? " cannot be read" : " is " + raw;
            throw new RefusedSetting(names.of(property) + shown + ": write " + form(type.value()) + ".");
        }
    }

    private static boolean truth(String value) {
        if (EnvironmentNames.TRUE.contains(value.toLowerCase(Locale.ROOT))) {
            return true;
        }
        if (EnvironmentNames.FALSE.contains(value.toLowerCase(Locale.ROOT))) {
            return false;
        }
        throw new IllegalArgumentException();
    }

    private static String form(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" or "));
        }
        return Map.of(
                        Duration.class, "a duration such as 30s, 2h, 7d or PT2H",
                        MemorySize.class, "a size such as 262144, 256K or 1M",
                        boolean.class, "true or false")
                .getOrDefault(type, type == int.class || type == Integer.class ? "a whole number" : "a value");
    }

    private void server() {
        EnvironmentNames.OF_THE_SERVER.forEach((name, property) -> {
            String value = config.getConfigValue(property).getValue();
            String shown = names.variables().containsKey(name) ? name : property;
            if (value != null && value.isBlank()) {
                throw new RefusedSetting(shown + " is empty: write a value, or leave it out.");
            }
            if (name.endsWith("_PORT") && value != null && !isPort(value)) {
                throw new RefusedSetting(
                        shown + " is " + value + ": write a port from 1 to 65535, or 0 for any free one.");
            }
        });
    }

    private static boolean isPort(String value) {
        return value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535;
    }

    /** Nobody opens the service to others by forgetting something. */
    private void locked(ContinuoConfig settings) {
        String host = config.getConfigValue(HOST).getValue();
        if (settings.auth() && !Admission.hasKeys(settings) && !Admission.isLocal(host)) {
            throw new RefusedSetting((names.variables().containsKey("HTTP_HOST") ? "HTTP_HOST" : HOST) + " is " + host
                    + ", which others can reach, and there are no API keys: set CONTINUO_API_KEYS to"
                    + " name:namespace:role:key with a key such as the output of openssl rand -hex 32, or"
                    + " CONTINUO_AUTH=off to let everyone in.");
        }
    }

    private void storeChoice() {
        @Nullable String used = names.variables().get(EnvironmentNames.USE_REDIS);
        if (used == null || used.isEmpty()) {
            return;
        }
        try {
            truth(used);
        } catch (IllegalArgumentException e) {
            throw new RefusedSetting(EnvironmentNames.USE_REDIS + " is " + used + ": write true or false.");
        }
    }
}
