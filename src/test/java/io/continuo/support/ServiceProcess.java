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

/**
 * The packaged service as a child process: its environment is exactly what is given, its working directory is empty, it
 * listens on a free port of this machine. {@link #close()} ends it; the end of the JVM does so for those forgotten.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final int PORTS_TRIED = 5;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private static final Set<ServiceProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ServiceProcess::close), "services-end"));
    }

    private final Path directory;
    private final int port;
    private final Process process;

    private ServiceProcess(Builder builder, int port) throws IOException {
        this.directory = Files.createTempDirectory("continuo-service-");
        this.port = port;
        ProcessBuilder command = new ProcessBuilder(builder.command())
                .directory(Files.createDirectory(directory.resolve("work")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        command.environment().clear();
        command.environment().putAll(builder.environment);
        command.environment().put("HTTP_PORT", Integer.toString(port));
        this.process = command.start();
        RUNNING.add(this);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the process has written to its standard output and standard error so far. */
    public String output() {
        try {
            return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process at once (SIGKILL) and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks the process to end (SIGTERM), waits until it is gone and gives its exit code. */
    public int stop() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        if (!RUNNING.remove(this)) {
            return;
        }
        kill();
        try (var paths = Files.walk(directory)) {
            // Longest first: what lies in a directory goes before it.
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "service on port " + port;
    }

    private Path log() {
        return directory.resolve("output.log");
    }

    private void await(String healthPath) {
        Await.until(this + " is there", () -> !process.isAlive() || status(healthPath) == 200);
        if (!process.isAlive()) {
            throw new StartFailure(this + " ended at once:\n" + output());
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri().resolve(path))
                .timeout(Duration.ofSeconds(2))
                .build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** The service could not be started; the message ends with its output. */
    public static final class StartFailure extends IllegalStateException {

        StartFailure(String message) {
            super(message);
        }

        boolean portTaken() {
            return String.valueOf(getMessage()).contains("in use by another process");
        }
    }

    /** Settings of a service to be started, any number of times. */
    public static final class Builder {

        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> properties = new ArrayList<>();

        private Builder() {}

        public Builder environment(String name, String value) {
            environment.put(name, value);
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

        /**
         * Starts the service and waits until it serves requests.
         *
         * @throws StartFailure when it ends instead
         */
        public ServiceProcess start() {
            return start("/health/ready");
        }

        /**
         * Starts the service and waits until it has started, whether its store is there or not.
         *
         * @throws StartFailure when it ends instead
         */
        public ServiceProcess startWithoutStore() {
            return start("/health/started");
        }

        private ServiceProcess start(String healthPath) {
            for (int attempt = 1; ; attempt++) {
                ServiceProcess service = launch();
                try {
                    service.await(healthPath);
                    return service;
                } catch (StartFailure e) {
                    service.close();
                    if (attempt == PORTS_TRIED || !e.portTaken()) {
                        throw e;
                    }
                } catch (RuntimeException e) {
                    String output = service.output();
                    service.close();
                    throw new IllegalStateException(service + " does not get ready:\n" + output, e);
                }
            }
        }

        private ServiceProcess launch() {
            try {
                return new ServiceProcess(this, FreePorts.next());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // Little memory and a quick start: several of these run beside each other.
            command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            command.addAll(properties);
            command.add("-jar");
            command.add(Objects.requireNonNull(
                    System.getProperty("continuo.jar"), "continuo.jar names the packaged application"));
            return command;
        }
    }
}
