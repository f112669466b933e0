package io.continuo.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The packaged service as a child process: its environment is exactly what is given, beside {@code HTTP_PORT=0} for any
 * free port. {@link #close()} ends it; the end of the JVM does so for those forgotten.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^\\s\"]+)");
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private static final Set<ServiceProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ServiceProcess::close), "services-end"));
    }

    private final Path own;
    private final Process process;

    private ServiceProcess(Builder builder) throws IOException {
        this.own = Files.createTempDirectory("continuo-service-");
        Path work = builder.directory == null ? Files.createDirectory(own.resolve("work")) : builder.directory;
        ProcessBuilder command = new ProcessBuilder(builder.command())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        command.environment().clear();
        command.environment().putAll(builder.environment);
        this.process = command.start();
        RUNNING.add(this);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Where it listens; waits until it does.
     *
     * @throws IllegalStateException when it ends instead; the message ends with its output
     */
    public URI uri() {
        Await.until(
                "the service listens", () -> !process.isAlive() || listening().find());
        Matcher listening = listening();
        if (!listening.find()) {
            throw new IllegalStateException("The service ended:\n" + output());
        }
        return URI.create(listening.group(1));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** What the process has written to its standard output and standard error so far. */
    public String output() {
        try {
            return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end that is expected to come by itself; gives the exit code. */
    public int ended() {
        return process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
    }

    /** Ends the process at once (SIGKILL) and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops the process (SIGSTOP): what is sent to it waits until {@link #thaw()}. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets a frozen process go on. */
    public void thaw() {
        signal("CONT");
    }

    /** Asks the process to end (SIGTERM), waits until it is gone and gives its exit code. */
    public int stop() {
        process.destroy();
        return ended();
    }

    @Override
    public void close() {
        if (!RUNNING.remove(this)) {
            return;
        }
        kill();
        try (var paths = Files.walk(own)) {
            // Longest first: what lies in a directory goes before it.
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            int refused = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .start()
                    .waitFor();
            if (refused != 0) {
                throw new IllegalStateException("SIG" + name + " did not reach the service");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Matcher listening() {
        return LISTENING.matcher(output());
    }

    private Path log() {
        return own.resolve("output.log");
    }

    private ServiceProcess awaiting(String healthPath) {
        try {
            URI health = uri().resolve(healthPath);
            Await.until(healthPath + " is UP", () -> !process.isAlive() || status(health) == 200);
            if (!process.isAlive()) {
                throw new IllegalStateException("The service ended");
            }
            return this;
        } catch (RuntimeException e) {
            String output = output();
            close();
            throw new IllegalStateException("The service does not get ready:\n" + output, e);
        }
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Settings of a service to be started, any number of times. */
    public static final class Builder {

        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> properties = new ArrayList<>();
        private @Nullable Path directory;
        private String heap = "256m";
        private long largestFile;

        private Builder() {
            environment.put("HTTP_PORT", "0");
        }

        /** The whole environment, {@code HTTP_PORT} included. */
        public Builder exactly(Map<String, String> variables) {
            environment.clear();
            environment.putAll(variables);
            return this;
        }

        /** The working directory; by default an empty one. */
        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** No file of the process may grow beyond this, as if the disk were full (POSIX {@code ulimit -f}). */
        public Builder largestFile(long bytes) {
            largestFile = bytes;
            return this;
        }

        /** {@code REDIS_URL} of that server. */
        public Builder redis(RedisServer server) {
            return environment("REDIS_URL", server.uri());
        }

        /** A properties file of the project, named as in {@code -Dquarkus.config.locations}. */
        public Builder settings(String path) {
            Path file = Path.of(path).toAbsolutePath();
            if (!Files.isReadable(file)) {
                throw new IllegalArgumentException("No such file: " + file);
            }
            properties.add("-Dquarkus.config.locations=" + file);
            return this;
        }

        /** How large the heap may become, as after {@code -Xmx}. */
        public Builder heap(String most) {
            heap = most;
            return this;
        }

        /** Starts the service and waits until it serves requests. */
        public ServiceProcess start() {
            return launch().awaiting("/health/ready");
        }

        /** Starts the service and waits until it has started, whether its store is there or not. */
        public ServiceProcess startWithoutStore() {
            return launch().awaiting("/health/started");
        }

        /** Starts the process and waits for nothing. */
        public ServiceProcess launch() {
            try {
                return new ServiceProcess(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            if (largestFile > 0) {
                command.addAll(List.of("sh", "-c", "ulimit -f " + largestFile / 512 + "; exec \"$0\" \"$@\""));
            }
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // Little memory and a quick start: several of these run beside each other.
            command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            command.addAll(properties);
            command.add("-jar");
            command.add(Objects.requireNonNull(
                    System.getProperty("continuo.jar"), "continuo.jar names the packaged application"));
            return command;
        }
    }
}
