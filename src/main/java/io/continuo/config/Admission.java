package io.continuo.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Whom the service lets in, as far as settings decide it. */
public final class Admission {

    /** What lies at the root and may be open to everyone, beside {@code /health}. */
    public static final List<String> MAY_BE_OPEN = List.of("/metrics", "/openapi", "/swagger-ui");

    private Admission() {}

    /** Whether there is something by which callers are known. */
    static boolean hasKeys(ContinuoConfig config) {
        return config.apiKeys().isPresent()
                || config.apiKeysFile().isPresent()
                || config.jwt().keyLocation().isPresent();
    }

    /** Whether a caller has to be known. */
    public static boolean isByKey(ContinuoConfig config) {
        return config.auth() && hasKeys(config);
    }

    /** Whether only this machine reaches what is bound to the host. */
    static boolean isLocal(@Nullable String host) {
        try {
            return host != null
                    && !host.isBlank()
                    && Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
