package io.continuo.config;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.quarkus.runtime.configuration.MemorySize;

import io.continuo.config.ContinuoConfig.DocumentSettings;
import io.continuo.config.ContinuoConfig.NamespaceSettings;
import io.continuo.model.Identifiers;
import io.continuo.model.Namespace;

/** Whether values that can be read can also be meant, alone and beside each other. */
final class SenseCheck {

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int LARGEST = 1 << 30;
    private static final int SHORTEST_SECRET = 32;
    private static final MemorySize NOTHING = new MemorySize(BigInteger.ZERO);
    private static final Pattern INSTANCE = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");

    private final ContinuoConfig config;
    private final SettingNames names;
    private final List<String> warnings = new ArrayList<>();

    SenseCheck(ContinuoConfig config, SettingNames names) {
        this.config = config;
        this.names = names;
    }

    /** The warnings; {@link RefusedSetting} for what cannot be meant. */
    List<String> check() {
        store();
        journal();
        atRest();
        pseudonyms();
        https();
        access();
        tokens();
        audit();
        cleanup();
        limits();
        redis();
        Map<String, NamespaceSettings> namespaces = new TreeMap<>(config.namespaces());
        namespaces.putIfAbsent(Namespace.DEFAULT.name(), config.namespaces().get(Namespace.DEFAULT.name()));
        namespaces.forEach(this::namespace);
        KeyPrefixes.check(namespaces, names);
        return warnings;
    }

    private void store() {
        range("continuo.partitions", config.partitions(), 1, 999);
        config.dataDir().filter(path -> !isDirectoryOrFree(path)).ifPresent(path -> {
            throw refused("continuo.data-dir", path, "the path of a directory that can be written");
        });
        Duration commitEvery = config.embedded().commitEvery();
        if (commitEvery.isNegative() || commitEvery.compareTo(Duration.ofMinutes(1)) > 0) {
            throw refused("continuo.embedded.commit-every", shown(commitEvery), "a duration from 0 to 1m");
        }
    }

    private void journal() {
        size("continuo.journal.max-bytes", config.journal().maxBytes());
        size("continuo.journal.known-bytes", config.journal().knownBytes());
        config.instance().filter(name -> !INSTANCE.matcher(name).matches()).ifPresent(name -> {
            throw refused("continuo.instance", name, "1 to 100 characters of A-Z a-z 0-9 . _ -, other than . and ..");
        });
    }

    private static boolean isDirectoryOrFree(Path path) {
        for (Path place = path.toAbsolutePath(); place != null; place = place.getParent()) {
            if (Files.exists(place)) {
                return Files.isDirectory(place) && Files.isWritable(place);
            }
        }
        return false;
    }

    private void atRest() {
        size("continuo.compression.threshold", config.compression().threshold());
        range("continuo.compression.level", config.compression().level(), 1, 19);
        ContinuoConfig.Encryption encryption = config.encryption();
        if (encryption.keys().isPresent() && encryption.keysFile().isPresent()) {
            throw new RefusedSetting(names.of("continuo.encryption.keys") + " and "
                    + names.of("continuo.encryption.keys-file") + " are both set: write one of them.");
        }
        try {
            EncryptionKeys.of(encryption);
        } catch (IllegalArgumentException e) {
            String name = encryption.keys().isPresent() ? "continuo.encryption.keys" : "continuo.encryption.keys-file";
            throw new RefusedSetting(names.of(name) + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private void pseudonyms() {
        config.anonymizeKey().filter(key -> key.length() < SHORTEST_SECRET).ifPresent(key -> {
            throw new RefusedSetting(names.of("continuo.anonymize-key") + " is shorter than " + SHORTEST_SECRET
                    + " characters and can be guessed: take the output of openssl rand -hex 32.");
        });
    }

    private void https() {
        Map<String, Optional<Path>> files = Map.of(
                "continuo.https.certificate",
                config.https().certificate(),
                "continuo.https.key",
                config.https().key());
        if (files.values().stream().noneMatch(Optional::isPresent)) {
            return;
        }
        new TreeMap<>(files).forEach((name, file) -> {
            Path path = file.orElseThrow(() -> new RefusedSetting(
                    names.of(name) + " is not set: HTTPS needs HTTPS_CERT and HTTPS_KEY, the paths of PEM files."));
            if (!Files.isReadable(path)) {
                throw refused(name, path, "the path of a PEM file that can be read");
            }
        });
    }

    private void access() {
        List<ApiKey> listed = keys(
                "continuo.api-keys", () -> config.apiKeys().map(ApiKeys::ofList).orElse(List.of()));
        keys(
                "continuo.api-keys-file",
                () -> config.apiKeysFile()
                        .map(file -> ApiKeys.together(listed, ApiKeys.ofFile(ApiKeys.content(file))))
                        .orElse(List.of()));
        config.apiKeys()
                .map(ApiKeys::guessable)
                .orElse(List.of())
                .forEach(name -> warnings.add("The API key " + name
                        + " is shorter than " + ApiKeys.SHORT
                        + " characters and can be guessed: take the output of openssl rand"
                        + " -hex 32."));
        config.openPaths().orElse(List.of()).stream()
                .filter(path -> !Admission.MAY_BE_OPEN.contains(path))
                .findFirst()
                .ifPresent(path -> {
                    throw refused("continuo.open-paths", path, "any of " + String.join(", ", Admission.MAY_BE_OPEN));
                });
        if (!config.auth()) {
            warnings.add(names.of("continuo.auth") + " is off: whoever can reach this service may do everything"
                    + (Admission.hasKeys(config) ? ", and API keys are not looked at." : "."));
        }
    }

    private void tokens() {
        ContinuoConfig.Jwt jwt = config.jwt();
        jwt.keyLocation().filter(location -> !location.startsWith("https://")).ifPresent(location -> {
            if (!Files.isRegularFile(Path.of(location)) || !Files.isReadable(Path.of(location))) {
                throw refused(
                        "continuo.jwt.key-location",
                        location,
                        "the path of a file that can be read, or an https:// URL");
            }
        });
        if (jwt.keyLocation().isPresent() && jwt.audience().isEmpty()) {
            throw new RefusedSetting(
                    names.of("continuo.jwt.audience") + " is not set: write the audience that tokens for"
                            + " this service have, so that those for other services are not taken.");
        }
    }

    private void audit() {
        ContinuoConfig.Audit audit = config.audit();
        size("continuo.audit.file-bytes", audit.fileBytes());
        atLeast("continuo.audit.file-bytes", audit.fileBytes(), 4_096);
        atLeast(
                "continuo.audit.max-bytes",
                audit.maxBytes(),
                2 * audit.fileBytes().asLongValue());
        audit.keepFor().ifPresent(time -> positive("continuo.audit.keep-for", time));
        AuditPlace place = AuditPlace.of(config);
        if (place.mode() == AuditMode.FILE && place.directory() == null) {
            throw new RefusedSetting(names.of("continuo.audit")
                    + " is file, and there is no directory: write one as CONTINUO_AUDIT_DIR or CONTINUO_DATA_DIR.");
        }
        if (place.directory() != null && !isDirectoryOrFree(place.directory())) {
            throw refused("continuo.audit.dir", place.directory(), "the path of a directory that can be written");
        }
    }

    private void atLeast(String name, MemorySize value, long least) {
        if (value.asLongValue() < least) {
            throw refused(name, value.asLongValue(), "at least " + least);
        }
    }

    private List<ApiKey> keys(String setting, Supplier<List<ApiKey>> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new RefusedSetting(names.of(setting) + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private void cleanup() {
        positive("continuo.cleanup.every", config.cleanup().every());
        positive("continuo.cleanup.time-limit", config.cleanup().timeLimit());
        range("continuo.cleanup.batch", config.cleanup().batch(), 1, 10_000);
        config.cleanup().idleAfter().ifPresent(idle -> positive("continuo.cleanup.idle-after", idle));
    }

    private void limits() {
        ContinuoConfig.Limits limits = config.limits();
        size("continuo.limits.body-bytes", limits.bodyBytes());
        size("continuo.limits.batch-bytes", limits.batchBytes());
        size("continuo.limits.line-bytes", limits.lineBytes());
        size("continuo.limits.drain-bytes", limits.drainBytes());
        positive("continuo.limits.body-time", limits.bodyTime());
        range("continuo.limits.messages-per-request", limits.messagesPerRequest(), 1, 10_000);
        range("continuo.limits.operations-per-batch", limits.operationsPerBatch(), 1, 10_000);
        range("continuo.limits.page-size", limits.pageSize(), 1, 500);
        rates(limits);
        long largest =
                Math.max(limits.bodyBytes().asLongValue(), limits.batchBytes().asLongValue());
        if (limits.drainBytes().asLongValue() < largest) {
            throw refused(
                    "continuo.limits.drain-bytes",
                    limits.drainBytes().asLongValue(),
                    "at least " + largest + ", the largest body that is taken");
        }
    }

    private void rates(ContinuoConfig.Limits limits) {
        boolean any = isRate(
                "continuo.limits.rate.",
                limits.rate().requestsPerSecond(),
                limits.rate().bytesPerSecond());
        for (Map.Entry<String, ContinuoConfig.KeyRate> key : limits.keys().entrySet()) {
            any |= isRate(
                    "continuo.limits.keys." + key.getKey() + ".",
                    key.getValue().requestsPerSecond().orElse(0),
                    key.getValue().bytesPerSecond().orElse(NOTHING));
        }
        if (any && !Admission.isByKey(config)) {
            warnings.add(
                    "Rates of callers are limited, but callers need not say who they are: nobody is held to them.");
        }
    }

    private boolean isRate(String prefix, int requests, MemorySize bytes) {
        range(prefix + "requests-per-second", requests, 0, 1_000_000);
        if (bytes.asLongValue() != 0) {
            size(prefix + "bytes-per-second", bytes);
        }
        return requests > 0 || bytes.asLongValue() > 0;
    }

    private void redis() {
        ContinuoConfig.Redis redis = config.redis();
        redis.port().ifPresent(port -> range("continuo.redis.port", port, 1, 65_535));
        range("continuo.redis.db", redis.db(), 0, 99_999);
        range("continuo.redis.max-connections", redis.maxConnections(), 1, 10_000);
        range("continuo.redis.connections", redis.connections(), 1, 10_000);
        positive("continuo.redis.socket-timeout", redis.socketTimeout());
        positive("continuo.redis.heartbeat-every", redis.heartbeatEvery());
        positive("continuo.redis.silence-limit", redis.silenceLimit());
        positive("continuo.redis.health-every", redis.healthEvery());
        range("continuo.redis.failure-threshold", redis.failureThreshold(), 1, 1_000);
        if (redis.silenceLimit().compareTo(redis.heartbeatEvery()) <= 0) {
            throw refused(
                    "continuo.redis.silence-limit",
                    shown(redis.silenceLimit()),
                    "more than " + shown(redis.heartbeatEvery()) + ", the interval of the heartbeat");
        }
        range("continuo.redis.confirm-replicas", redis.confirmReplicas(), 0, 100);
        positive("continuo.redis.confirm-within", redis.confirmWithin());
        if (redis.confirmWithin().compareTo(redis.socketTimeout()) >= 0) {
            throw refused(
                    "continuo.redis.confirm-within",
                    shown(redis.confirmWithin()),
                    "less than " + shown(redis.socketTimeout()) + ", the time that a call may take");
        }
        redis.tlsCaFile().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw refused("continuo.redis.tls-ca-file", file, "the path of a PEM file that can be read");
        });
        List<RedisAddress> addresses = addresses(redis);
        if (redis.mode() == RedisMode.STANDALONE && addresses.size() > 1) {
            throw new RefusedSetting(names.of("continuo.redis.url") + " names " + addresses.size()
                    + " servers: set CONTINUO_REDIS_MODE to sentinel or cluster, or name one.");
        }
        if (redis.mode() == RedisMode.SENTINEL && redis.masterName().isBlank()) {
            throw new RefusedSetting(names.of("continuo.redis.master-name")
                    + " is empty: write the name by which the sentinels know the master, such as mymaster.");
        }
        if (redis.mode() == RedisMode.CLUSTER) {
            cluster(addresses);
        }
    }

    private void cluster(List<RedisAddress> addresses) {
        if (config.partitions() < 2) {
            throw new RefusedSetting(names.of("continuo.partitions") + " is 1, which keeps all keys on one node of the"
                    + " cluster: write a number from 2 to 999, such as CONTINUO_PARTITIONS=64.");
        }
        addresses.stream()
                .filter(address -> address.database() != null && address.database() != 0)
                .findFirst()
                .ifPresent(address -> {
                    throw new RefusedSetting(names.of("continuo.redis.db") + " is " + address.database()
                            + ": write 0, a cluster has no other database.");
                });
    }

    private List<RedisAddress> addresses(ContinuoConfig.Redis redis) {
        try {
            List<RedisAddress> addresses = RedisAddress.of(redis);
            if (addresses.stream().map(RedisAddress::tls).distinct().count() > 1) {
                throw new IllegalArgumentException("write all of them with redis:// or all with rediss://");
            }
            return addresses;
        } catch (IllegalArgumentException e) {
            String name = redis.url().isPresent() ? "continuo.redis.url" : "continuo.redis.host";
            throw new RefusedSetting(names.of(name) + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private void namespace(String name, NamespaceSettings namespace) {
        String prefix = "continuo.namespaces." + name + ".";
        if (!Namespace.isValid(name)) {
            throw new RefusedSetting(
                    prefix + "* names no namespace: write 1 to 64 characters of a-z 0-9 - _ for its name.");
        }
        positive(prefix + "ttl", namespace.ttl());
        namespace.maxAge().ifPresent(maxAge -> positive(prefix + "max-age", maxAge));
        range(prefix + "history-limit", namespace.historyLimit(), 1, 1_000_000);
        size(prefix + "max-message-bytes", namespace.maxMessageBytes());
        size(prefix + "max-state-bytes", namespace.maxStateBytes());
        range(prefix + "max-state-members", namespace.maxStateMembers(), 1, 1_000_000);
        size(prefix + "max-metadata-bytes", namespace.maxMetadataBytes());
        size(prefix + "max-document-bytes", namespace.maxDocumentBytes());
        range(prefix + "max-documents", namespace.maxDocuments(), 1, 1_000_000);
        notNegative(prefix + "quota.sessions", namespace.quota().sessions());
        notNegative(prefix + "quota.documents", namespace.quota().documents());
        new TreeMap<>(namespace.documents()).forEach((type, document) -> document(prefix, type, document));
        Optional<Duration> shorter = namespace.maxAge().filter(maxAge -> maxAge.compareTo(namespace.ttl()) < 0);
        shorter.ifPresent(maxAge -> warnings.add(names.of(prefix + "max-age") + " is " + shown(maxAge)
                + ", shorter than the ttl of " + shown(namespace.ttl()) + ": no session reaches its ttl."));
    }

    private void document(String namespace, String type, DocumentSettings document) {
        String prefix = namespace + "documents." + (type.indexOf('.') < 0 ? type : "\"" + type + "\"") + ".";
        if (!Identifiers.isValid(type)) {
            throw new RefusedSetting(prefix + "* names no document type: write " + Identifiers.FORM + " for its name.");
        }
        document.ttl().ifPresent(ttl -> positive(prefix + "ttl", ttl));
        document.maxTtl().ifPresent(maxTtl -> {
            positive(prefix + "max-ttl", maxTtl);
            document.ttl().filter(ttl -> ttl.compareTo(maxTtl) > 0).ifPresent(ttl -> {
                throw new RefusedSetting(names.of(prefix + "ttl") + " is " + shown(ttl) + ", longer than "
                        + names.of(prefix + "max-ttl") + ", which is " + shown(maxTtl) + ": write a shorter one.");
            });
        });
    }

    private void positive(String setting, Duration value) {
        if (value.toMillis() <= 0 || value.compareTo(LONGEST) > 0) {
            throw refused(setting, shown(value), "a duration above zero, such as 30s, 2h or 7d");
        }
    }

    private void range(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw refused(setting, value, "a number from " + least + " to " + most);
        }
    }

    private void notNegative(String setting, long value) {
        if (value < 0) {
            throw refused(setting, value, "a number from 0 on, 0 for any");
        }
    }

    private void size(String setting, MemorySize value) {
        if (value.asLongValue() < 1 || value.asLongValue() > LARGEST) {
            throw refused(setting, value.asLongValue(), "a size from 1 to 1G");
        }
    }

    private RefusedSetting refused(String setting, Object value, String instead) {
        return new RefusedSetting(names.of(setting) + " is " + value + ": write " + instead + ".");
    }

    /** {@code 24h} for {@code PT24H}: as a person writes it. */
    private static String shown(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
