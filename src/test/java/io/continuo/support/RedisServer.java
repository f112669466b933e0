package io.continuo.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A Redis server of the test's own: a child process on 127.0.0.1 with a temporary directory. Without other settings it
 * keeps nothing on disk. {@link #close()} ends it and removes the directory; the end of the JVM does so for those
 * forgotten.
 */
public final class RedisServer implements AutoCloseable {

    private static final int PORTS_TRIED = 20;
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);
    private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(RedisServer::closeAll, "redis-servers-end"));
    }

    private final Path binary;
    private final Path directory;
    private final int port;
    private final @Nullable String password;
    private final boolean sentinel;
    private final int tlsPort;
    private final RedisCli cli;
    private volatile ProcessHandle process;

    private RedisServer(Builder builder, Path directory, int port) throws IOException {
        this.binary = builder.binary;
        this.directory = directory;
        this.port = port;
        this.password = builder.password;
        this.sentinel = builder.sentinel;
        this.tlsPort = builder.tlsPort;
        this.cli = new RedisCli(port, password);
        Files.write(directory.resolve("redis.conf"), builder.configuration(directory, port));
        this.process = launch();
    }

    /** A server that already runs and was started by a copy of this class in another class loader. */
    private RedisServer(Path binary, Path directory, int port, ProcessHandle process) {
        this.binary = binary;
        this.directory = directory;
        this.port = port;
        this.password = null;
        this.sentinel = false;
        this.tlsPort = 0;
        this.cli = new RedisCli(port);
        this.process = process;
    }

    public static Builder builder() {
        return new Builder();
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}, with the password where there is one. */
    public String uri() {
        String credentials = password == null ? "" : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@";
        return "redis://" + credentials + "127.0.0.1:" + port;
    }

    /** The port on which it speaks TLS. */
    public int tlsPort() {
        return tlsPort;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The client of this server: one and the same, with the password given. */
    public RedisCli cli() {
        return cli;
    }

    /** Removes every key of every database. */
    public void flush() {
        cli.command("FLUSHALL");
    }

    /** Ends the process at once (SIGKILL) and waits until it is gone; does nothing when it is. */
    public void kill() {
        cli.close();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Kills the process if it runs and starts it again: same port, same directory; what was not persisted is gone. */
    public void restart() {
        kill();
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    /** Stops the process (SIGSTOP): connections stay and are still accepted, nothing is answered until {@link #thaw()}. */
    public void freeze() {
        signal("STOP");
        Path stat = Path.of("/proc", Long.toString(pid()), "stat");
        if (Files.exists(stat)) {
            Await.until("the process stands still", () -> Files.readString(stat).contains(") T "));
        }
    }

    /** Lets a frozen process go on. */
    public void thaw() {
        signal("CONT");
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
        return "redis-server on port " + port;
    }

    /** What {@link #attach} needs to find this server again. */
    String handle() {
        return String.join("|", Integer.toString(port), Long.toString(pid()), binary.toString(), directory.toString());
    }

    /** The server that another class loader's {@link #handle()} describes. */
    static RedisServer attach(String handle) {
        List<String> parts = List.of(handle.split("\\|", 4));
        ProcessHandle process = ProcessHandle.of(Long.parseLong(parts.get(1))).orElseThrow();
        return new RedisServer(Path.of(parts.get(2)), Path.of(parts.get(3)), Integer.parseInt(parts.get(0)), process);
    }

    private static void closeAll() {
        // First what would outlive the JVM, then the rest.
        RUNNING.forEach(server -> server.process.destroyForcibly());
        RUNNING.forEach(RedisServer::close);
    }

    private ProcessHandle launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.toString(), conf().toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start()
                .toHandle();
    }

    private void awaitAnswer() {
        // Impatient: whoever else holds the port may never answer.
        try (RedisCli probe = new RedisCli(port, password, PROBE_TIMEOUT)) {
            Await.until(this + " answers", () -> !process.isAlive() || answers(probe));
        }
        if (!process.isAlive()) {
            throw new StartFailure(this + " ended at once:\n" + readLog());
        }
    }

    /** Whether PING is answered, and by this process rather than one that took the port first. */
    private boolean answers(RedisCli probe) {
        return probe.text("INFO", "server").contains("process_id:" + pid() + "\r\n")
                && probe.text("PING").equals("PONG");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("SIG" + name + " did not reach " + this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Path conf() {
        return directory.resolve("redis.conf");
    }

    private Path log() {
        return directory.resolve("redis.log");
    }

    private String readLog() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server could not be started; the message ends with its log. */
    public static final class StartFailure extends IllegalStateException {

        StartFailure(String message) {
            super(message);
        }

        boolean portTaken() {
            return String.valueOf(getMessage()).contains("Failed listening on port");
        }
    }

    /** Settings of a server to be started. */
    public static final class Builder {

        private final List<String> lines = new ArrayList<>();
        private Path binary = RedisBinary.preferred();
        private IntSupplier ports = FreePorts::next;
        private boolean portFixed;
        private boolean sentinel;
        private int tlsPort;
        private @Nullable String password;

        private Builder() {}

        /** The executable; by default {@link RedisBinary#preferred()}. */
        public Builder binary(Path executable) {
            binary = executable;
            return this;
        }

        /** The port; by default a free one. With a fixed port that is taken, {@link #start()} fails. */
        public Builder port(int fixed) {
            ports = () -> fixed;
            portFixed = true;
            return this;
        }

        public Builder password(String secret) {
            password = secret;
            return config("requirepass", secret).config("masterauth", secret);
        }

        /**
         * Speaks TLS as well, on another port.
         *
         * @param clients whether who connects there must have a certificate of that authority
         */
        public Builder tls(TestCertificates certificates, boolean clients) {
            tlsPort = FreePorts.next();
            return config("tls-port", Integer.toString(tlsPort))
                    .config("tls-ca-cert-file", certificates.authority().toString())
                    .config("tls-cert-file", certificates.server().toString())
                    .config("tls-key-file", certificates.serverKey().toString())
                    .config("tls-auth-clients", clients ? "yes" : "no");
        }

        /** Writes the append-only file: what was acknowledged survives {@link RedisServer#kill()}. */
        public Builder appendOnly() {
            return config("appendonly", "yes");
        }

        /** A line of {@code redis.conf}: a later one wins over an earlier one, and over the defaults here. */
        public Builder config(String name, String value) {
            lines.add(name + " " + value);
            return this;
        }

        Builder ports(IntSupplier candidates) {
            ports = candidates;
            return this;
        }

        Builder sentinel() {
            sentinel = true;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws StartFailure when it ends instead, for example because a fixed port is taken
         */
        public RedisServer start() {
            for (int attempt = 1; ; attempt++) {
                RedisServer server = launch(ports.getAsInt());
                try {
                    server.awaitAnswer();
                    return server;
                } catch (StartFailure e) {
                    server.close();
                    if (portFixed || attempt == PORTS_TRIED || !e.portTaken()) {
                        throw e;
                    }
                }
            }
        }

        private RedisServer launch(int port) {
            try {
                RedisServer server = new RedisServer(this, Files.createTempDirectory("continuo-redis-"), port);
                RUNNING.add(server);
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> configuration(Path directory, int port) {
            List<String> all = new ArrayList<>();
            all.add("bind 127.0.0.1");
            all.add("port " + port);
            all.add("dir " + directory);
            if (!sentinel) {
                all.add("save \"\"");
                all.add("appendonly no");
            }
            all.addAll(lines);
            return all;
        }
    }
}
