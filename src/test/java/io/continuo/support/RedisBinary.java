package io.continuo.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Finds the {@code redis-server} executable that tests run. */
public final class RedisBinary {

    private static final String SETTING = "REDIS_SERVER";

    private static @Nullable Path extracted;

    private RedisBinary() {}

    /** The installed server, else the bundled one. */
    public static Path preferred() {
        return installed().orElseGet(RedisBinary::bundled);
    }

    /**
     * The server named by the system property or environment variable {@code REDIS_SERVER}, else {@code redis-server} on
     * the {@code PATH}.
     *
     * @throws IllegalStateException when {@code REDIS_SERVER} names no executable file
     */
    public static Optional<Path> installed() {
        String named = System.getProperty(SETTING, System.getenv().getOrDefault(SETTING, ""));
        if (!named.isBlank()) {
            Path path = Path.of(named);
            if (!Files.isExecutable(path)) {
                throw new IllegalStateException(SETTING + " is not an executable file: " + named);
            }
            return Optional.of(path);
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The server that comes with the test dependencies, for Linux on amd64 or arm64 with glibc and OpenSSL 3. */
    public static synchronized Path bundled() {
        Path path = extracted;
        if (path == null) {
            path = extract();
            extracted = path;
        }
        return path;
    }

    /** Every server a suite should be run against: the bundled one and, where it is another, the preferred one. */
    public static List<Path> all() {
        return Stream.of(bundled(), preferred()).distinct().toList();
    }

    private static Path extract() {
        String resource = switch (System.getProperty("os.name") + "/" + System.getProperty("os.arch")) {
            case "Linux/amd64", "Linux/x86_64" -> "/redis-server-6.2.6-v5-linux-amd64";
            case "Linux/aarch64" -> "/redis-server-6.2.7-linux-arm64";
            default -> throw new IllegalStateException("No bundled Redis for this platform: set " + SETTING);
        };
        try (InputStream bytes = RedisBinary.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IllegalStateException("Not on the class path: " + resource);
            }
            Path path = Files.createTempFile("redis-server-", "");
            path.toFile().deleteOnExit();
            Files.copy(bytes, path, StandardCopyOption.REPLACE_EXISTING);
            if (!path.toFile().setExecutable(true)) {
                throw new IllegalStateException("Cannot be made executable: " + path);
            }
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
