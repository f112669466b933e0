package io.continuo.access;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ApiKey;
import io.continuo.config.ApiKeys;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Refusal;

/** The API keys that are good now. Those of a file follow the file; where it is broken, the last good ones stay. */
@Singleton
public final class KeyRing {

    private static final Logger LOG = Logger.getLogger(KeyRing.class);

    private final List<ApiKey> listed;
    private final @Nullable Path file;
    private final Clock clock;
    private volatile List<ApiKey> keys;
    /** What the file held when it was last looked at, and what was wrong with it; of the job that follows it. */
    private String seen = "";

    private String fault = "";

    /** Throws {@link IllegalArgumentException} for keys that cannot be used, which the check of the settings finds first. */
    @Inject
    public KeyRing(ContinuoConfig config, Clock clock) {
        this.listed = config.apiKeys().map(ApiKeys::ofList).orElse(List.of());
        this.file = config.apiKeysFile().orElse(null);
        this.clock = clock;
        if (file != null) {
            seen = ApiKeys.content(file);
        }
        this.keys = file == null ? listed : together(seen);
    }

    /** The holder of the key, null where nobody has it. */
    @Nullable
    Caller holder(Credential credential) {
        byte[] digest = ApiKeys.digest(credential.value());
        ApiKey held = null;
        // All of them, so that the time does not tell which it was.
        for (ApiKey key : keys) {
            if (key.hasDigest(digest)) {
                held = key;
            }
        }
        return held == null ? null : caller(held);
    }

    private Caller caller(ApiKey key) {
        if (!key.isGoodOn(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))) {
            throw new Unauthenticated(Refusal.EXPIRED, "The key " + key.name() + " has expired.");
        }
        return new Caller(key.name(), key.namespace(), key.role(), null);
    }

    /** Looks at the file by its content: links that are changed, as Kubernetes does it, tell nothing by their times. */
    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void follow() {
        if (file == null) {
            return;
        }
        try {
            look(file);
        } catch (IllegalArgumentException e) {
            String found = String.valueOf(e.getMessage());
            if (!found.equals(fault)) {
                fault = found;
                LOG.errorf("API keys: %s cannot be used: %s. The keys that were read before stay.", file, found);
            }
        }
    }

    private void look(Path watched) {
        String content = ApiKeys.content(watched);
        if (!content.equals(seen) || !fault.isEmpty()) {
            seen = content;
            keys = together(content);
            fault = "";
            LOG.infof("API keys: %d, read again from %s", keys.size(), watched);
        }
    }

    private List<ApiKey> together(String content) {
        return ApiKeys.together(listed, ApiKeys.ofFile(content));
    }
}
