package io.continuo.wiring;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import org.jboss.logging.Logger;

import io.continuo.config.ContinuoConfig;
import io.continuo.config.RedisAddress;
import io.continuo.config.StartCheck;
import io.continuo.config.StoreKind;

/** Says at the start which store is used, where it is, and what of it survives a restart. */
@Singleton
final class StartupReport {

    private static final Logger LOG = Logger.getLogger(StartupReport.class);

    void report(@Observes StartupEvent event, ContinuoConfig config) {
        if (LaunchMode.current() != LaunchMode.TEST) {
            StartCheck.check(ConfigUtils::configBuilder).forEach(LOG::warn);
        }
        LOG.info(store(config));
    }

    /** The sentence about the store; no credentials are in it. */
    static String store(ContinuoConfig config) {
        if (config.store().orElse(StoreKind.EMBEDDED) == StoreKind.REDIS) {
            return redis(config.redis());
        }
        return config.dataDir()
                .map(directory -> "Store: embedded, in " + directory.toAbsolutePath() + "; "
                        + (config.embedded().commitEvery().isZero()
                                ? "everything acknowledged survives a restart and a crash."
                                : "everything acknowledged survives a restart; a crash may cost the last "
                                        + config.embedded().commitEvery().toMillis() + " ms."))
                .orElse(
                        "Store: embedded, in memory; nothing survives a restart. Set CONTINUO_DATA_DIR to keep sessions in"
                                + " a file, or REDIS_URL to keep them in Redis.");
    }

    private static String redis(ContinuoConfig.Redis redis) {
        List<RedisAddress> addresses = RedisAddress.of(redis);
        String where = addresses.stream().map(RedisAddress::toString).collect(Collectors.joining(", "));
        String how = switch (redis.mode()) {
            case STANDALONE -> "database " + addresses.get(0).database();
            case SENTINEL -> "master " + redis.masterName() + " of these sentinels";
            case CLUSTER -> "cluster";
        };
        return "Store: redis, at " + where + " (" + how + (addresses.get(0).tls() ? ", TLS" : "")
                + "); a restart of this service loses nothing, a restart of Redis what its persistence does not keep.";
    }
}
