package io.continuo.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A Redis server, sentinel or cluster node to connect to. Its text shows host and port only.
 *
 * @param database null where it is not said
 */
public record RedisAddress(
        boolean tls,
        String host,
        int port,
        @Nullable Integer database,
        @Nullable String username,
        @Nullable String password) {

    private static final int SERVER_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final Pattern DATABASE = Pattern.compile("/?|/(\\d{1,5})/?");

    /**
     * The addresses that the settings name, at least one.
     *
     * @throws IllegalArgumentException with what is to be written instead; never with what was written
     */
    public static List<RedisAddress> of(ContinuoConfig.Redis redis) {
        int port = redis.mode() == RedisMode.SENTINEL ? SENTINEL_PORT : SERVER_PORT;
        if (redis.url().isPresent()) {
            return redis.url().get().stream()
                    .map(url -> of(url.trim(), port).completedWith(redis))
                    .toList();
        }
        String host = redis.host().orElse("localhost");
        RedisAddress address = of("redis://" + (host.contains(":") ? "[" + host + "]" : host), port);
        return List.of(new RedisAddress(false, address.host, redis.port().orElse(port), null, null, null)
                .completedWith(redis));
    }

    private static RedisAddress of(String url, int defaultPort) {
        URI uri = parsed(url);
        if (uri.getHost() == null || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "write redis://[user:password@]host[:port][/db] with a host name of letters, digits, hyphens and"
                            + " dots");
        }
        String userInfo = uri.getRawUserInfo();
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        if (userInfo != null && colon < 0) {
            throw new IllegalArgumentException("write user:password@ or :password@ before the host");
        }
        return new RedisAddress(
                uri.getScheme().equals("rediss"),
                uri.getHost(),
                uri.getPort() < 0 ? defaultPort : uri.getPort(),
                database(uri),
                userInfo == null || colon == 0 ? null : decoded(userInfo.substring(0, colon)),
                userInfo == null ? null : decoded(userInfo.substring(colon + 1)));
    }

    private static URI parsed(String url) {
        try {
            URI uri = new URI(url);
            if ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "write redis://[user:password@]host[:port][/db] and percent-encode the special characters of the"
                            + " password, or put the password into REDIS_PASSWORD as it is");
        }
        throw new IllegalArgumentException("write redis://host:port, or rediss://host:port for TLS");
    }

    private static @Nullable Integer database(URI uri) {
        var path = DATABASE.matcher(uri.getPath() == null ? "" : uri.getPath());
        if (!path.matches()) {
            throw new IllegalArgumentException("write the number of the database behind the slash, such as /0");
        }
        return path.group(1) == null ? null : Integer.valueOf(path.group(1));
    }

    private RedisAddress completedWith(ContinuoConfig.Redis redis) {
        return new RedisAddress(
                tls,
                host,
                port,
                database == null ? Integer.valueOf(redis.db()) : database,
                username == null ? redis.username().orElse(null) : username,
                password == null ? redis.password().orElse(null) : password);
    }

    /** The address as the Redis client takes it. In a cluster it must not name a database. */
    public URI toUri() {
        String credentials = password == null ? "" : encoded(username) + ":" + encoded(password) + "@";
        String path = database == null || database == 0 ? "" : "/" + database;
        return URI.create((tls ? "rediss://" : "redis://") + credentials + this + path);
    }

    /** A plus sign in a URL's user or password is a plus sign, not a space as in a form. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(@Nullable String text) {
        return text == null
                ? ""
                : URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
