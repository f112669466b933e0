package io.continuo.wiring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import org.jboss.logging.Logger;

import io.continuo.access.audit.AuditLog;
import io.continuo.config.Admission;
import io.continuo.config.AuditPlace;
import io.continuo.config.ContinuoConfig;
import io.continuo.config.EncryptionKeys;
import io.continuo.config.OutageMode;
import io.continuo.config.RedisAddress;
import io.continuo.config.StartCheck;
import io.continuo.config.StoreKind;
import io.continuo.store.SessionStore;

/** Opens the store at the start, and says which it is, where it is, and what of it survives a restart. */
@Singleton
final class StartupReport {

    private static final Logger LOG = Logger.getLogger(StartupReport.class);

    void report(@Observes StartupEvent event, ContinuoConfig config, SessionStore store, AuditLog audit) {
        if (LaunchMode.current() != LaunchMode.TEST) {
            StartCheck.check(ConfigUtils::configBuilder).forEach(LOG::warn);
        }
        LOG.infof("Callers: %s", callers(config));
        LOG.infof("Store: %s, %s", store.name(), place(config));
        LOG.infof("Values: %s", atRest(config));
        audit.open();
        LOG.infof("Audit log: %s", audited(config));
    }

    /** Who is let in. */
    static String callers(ContinuoConfig config) {
        if (Admission.isByKey(config)) {
            return "with an API key.";
        }
        return config.auth()
                ? "everyone on this machine, without a key. Set CONTINUO_API_KEYS to know who it is."
                : "everyone, without a key.";
    }

    /** Where it is written down who did what. */
    static String audited(ContinuoConfig config) {
        AuditPlace place = AuditPlace.of(config);
        return switch (place.mode()) {
            case FILE -> "in " + Objects.requireNonNull(place.directory()).toAbsolutePath() + ".";
            case LOG -> "in this log, under io.continuo.audit.";
            case OFF ->
                config.audit().mode().isEmpty() && Admission.isByKey(config)
                        ? "off. Set CONTINUO_AUDIT_DIR to keep it in files, or CONTINUO_AUDIT=log."
                        : "off.";
        };
    }

    /** Where sessions are and what survives; no credentials are in it. */
    static String place(ContinuoConfig config) {
        boolean inRedis = config.store().orElse(StoreKind.EMBEDDED) == StoreKind.REDIS;
        return inRedis
                ? redis(config.redis()) + " " + outage(config)
                : config.dataDir()
                        .map(directory -> file(directory, config.embedded().commitEvery()))
                        .orElse("in memory; nothing survives a restart. Set CONTINUO_DATA_DIR to keep sessions in a"
                                + " file, or REDIS_URL to keep them in Redis.");
    }

    /** How values are written; the names of keys are no secrets. */
    static String atRest(ContinuoConfig config) {
        ContinuoConfig.Compression compression = config.compression();
        String compressed = compression.enabled()
                ? "compressed from " + compression.threshold().asLongValue() + " bytes on"
                : "not compressed";
        List<String> keys = List.copyOf(EncryptionKeys.of(config.encryption()).keySet());
        if (keys.isEmpty()) {
            return compressed + ", not encrypted.";
        }
        String others =
                keys.size() == 1 ? "" : ", readable under " + String.join(", ", keys.subList(1, keys.size())) + " too";
        return compressed + ", encrypted under the key " + keys.get(0) + others + ".";
    }

    private static String file(Path directory, Duration commitEvery) {
        String survives = commitEvery.isZero()
                ? "everything acknowledged survives a restart and a crash."
                : "everything acknowledged survives a restart; a crash may cost the last " + commitEvery.toMillis()
                        + " ms.";
        return "in " + directory.toAbsolutePath() + "; " + survives;
    }

    private static String outage(ContinuoConfig config) {
        if (config.outage() == OutageMode.REJECT) {
            return "While Redis is away requests are refused.";
        }
        String where = config.dataDir()
                .map(directory -> "in " + directory.toAbsolutePath().resolve("journal"))
                .orElse("in memory");
        return "While Redis is away changes go to a journal " + where + ".";
    }

    private static String redis(ContinuoConfig.Redis redis) {
        List<RedisAddress> addresses = RedisAddress.of(redis);
        String where = addresses.stream().map(RedisAddress::toString).collect(Collectors.joining(", "));
        String how = switch (redis.mode()) {
            case STANDALONE -> "database " + addresses.get(0).database();
            case SENTINEL -> "sentinels of " + redis.masterName();
            case CLUSTER -> "cluster";
        };
        return "at " + where + " (" + how + (addresses.get(0).tls() ? ", TLS" : "")
                + "); a restart of this service loses nothing, a restart of Redis what its persistence does not keep.";
    }
}
