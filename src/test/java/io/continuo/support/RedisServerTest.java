package io.continuo.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedisServerTest {

    private static final String BINARIES = "io.continuo.support.RedisBinary#all";

    @ParameterizedTest
    @MethodSource(BINARIES)
    void everyKindOfAnswerIsRead(Path binary) {
        try (RedisServer server = RedisServer.builder().binary(binary).start()) {
            RedisCli cli = server.cli();
            assertThat(cli.command("SET", "key", "Grüße")).isEqualTo("OK");
            assertThat(cli.command("GET", "key")).isEqualTo("Grüße");
            assertThat(cli.command("GET", "absent")).isNull();
            assertThat(cli.command("INCRBY", "n", 41)).isEqualTo(41L);
            assertThat(cli.command("MGET", "n", "absent"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly("41", null);
            assertThat(cli.texts("KEYS", "k*")).containsExactly("key");
            assertThatThrownBy(() -> cli.command("INCR", "key"))
                    .isInstanceOf(RedisErrorReply.class)
                    .hasMessageStartingWith("ERR value is not an integer");
            assertThat(cli.text("PING")).isEqualTo("PONG");
        }
    }

    @ParameterizedTest
    @MethodSource(BINARIES)
    void bytesComeBackAsTheyWereSent(Path binary) {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (RedisServer server = RedisServer.builder().binary(binary).start()) {
            server.cli().command("SET", "key", all);
            assertThat(server.cli().bytes("GET", "key")).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @MethodSource(BINARIES)
    void aPasswordIsAskedFor(Path binary) {
        try (RedisServer server =
                        RedisServer.builder().binary(binary).password("a:b").start();
                RedisCli stranger = new RedisCli(server.port())) {
            assertThat(server.cli().text("PING")).isEqualTo("PONG");
            assertThat(server.uri()).isEqualTo("redis://:a%3Ab@127.0.0.1:" + server.port());
            assertThatThrownBy(() -> stranger.command("PING"))
                    .isInstanceOf(RedisErrorReply.class)
                    .hasMessageStartingWith("NOAUTH");
        }
    }

    @ParameterizedTest
    @MethodSource(BINARIES)
    void aKilledServerIsGoneAndComesBackEmptyOnTheSamePort(Path binary) {
        try (RedisServer server = RedisServer.builder().binary(binary).start()) {
            int port = server.port();
            long pid = server.pid();
            server.cli().command("SET", "key", "value");
            server.kill();
            assertThat(server.isAlive()).isFalse();
            assertThatThrownBy(() -> server.cli().command("PING")).isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(server.cli().command("GET", "key")).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource(BINARIES)
    void theAppendOnlyFileSurvivesAKill(Path binary) {
        try (RedisServer server =
                RedisServer.builder().binary(binary).appendOnly().start()) {
            server.cli().command("SET", "key", "value");
            server.restart();
            assertThat(server.cli().command("GET", "key")).isEqualTo("value");
            server.flush();
            assertThat(server.cli().command("GET", "key")).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource(BINARIES)
    void aFrozenServerIsSilentUntilThawed(Path binary) {
        try (RedisServer server = RedisServer.builder().binary(binary).start();
                RedisCli impatient = new RedisCli(server.port(), null, Duration.ofMillis(200))) {
            server.freeze();
            assertThatThrownBy(() -> impatient.command("PING"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("timed out");
            server.thaw();
            assertThat(server.cli().text("PING")).isEqualTo("PONG");
            server.freeze();
            server.kill();
            assertThat(server.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(BINARIES)
    void aTakenPortIsPassedOverUnlessItIsFixed(Path binary) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RedisServer other = RedisServer.builder().binary(binary).start()) {
            int free = FreePorts.next();
            Iterator<Integer> ports =
                    List.of(taken.getLocalPort(), other.port(), free).iterator();
            try (RedisServer server =
                    RedisServer.builder().binary(binary).ports(ports::next).start()) {
                assertThat(server.port()).isEqualTo(free);
            }
            RedisServer.Builder fixed = RedisServer.builder().binary(binary).port(other.port());
            assertThatThrownBy(fixed::start).isInstanceOf(RedisServer.StartFailure.class);
        }
    }

    @Test
    void aWrongSettingFailsAtOnceWithTheWordsOfTheServer() {
        RedisServer.Builder wrong = RedisServer.builder().config("no-such-setting", "1");
        assertThatThrownBy(wrong::start)
                .isInstanceOf(RedisServer.StartFailure.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void closingRemovesTheDirectory() {
        RedisServer server = RedisServer.builder().appendOnly().start();
        Path directory = Path.of(server.cli().texts("CONFIG", "GET", "dir").get(1));
        assertThat(directory).isDirectory();
        server.close();
        server.close();
        assertThat(directory).doesNotExist();
    }

    @Test
    void theEndOfTheJvmEndsItsServers() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process jvm = new ProcessBuilder(
                        java.toString(), "-cp", System.getProperty("java.class.path"), Forgetful.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).isZero();
        String[] words = output.strip().split(" ", 2);
        assertThat(ProcessHandle.of(Long.parseLong(words[0]))).isEmpty();
        assertThat(Path.of(words[1])).doesNotExist();
    }

    @Test
    void everyClassLoaderSharesTheSameServers() throws Exception {
        RedisServer shared = SharedRedis.standalone();
        shared.flush();
        shared.cli().command("SET", "key", "value");
        URL classes = SharedRedis.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader here = SharedRedis.class.getClassLoader();
        try (URLClassLoader other = new OwnClassesFirst(classes, here)) {
            Class<?> reloaded = other.loadClass(SharedRedis.class.getName());
            assertThat(reloaded).isNotSameAs(SharedRedis.class);
            Object seen = reloaded.getMethod("standalone").invoke(null);
            assertThat(seen.getClass().getMethod("uri").invoke(seen)).isEqualTo(shared.uri());
            seen.getClass().getMethod("flush").invoke(seen);
            assertThat(shared.cli().command("GET", "key")).isNull();
            seen.getClass().getMethod("close").invoke(seen);
            assertThat(shared.isAlive()).isTrue();
        }
    }

    @Test
    void aServerNamedWrongIsNotSilentlyReplaced() {
        System.setProperty("REDIS_SERVER", "/no/such/redis-server");
        try {
            assertThatThrownBy(RedisBinary::preferred).hasMessageContaining("/no/such/redis-server");
            System.setProperty("REDIS_SERVER", RedisBinary.bundled().toString());
            assertThat(RedisBinary.preferred()).isEqualTo(RedisBinary.bundled());
        } finally {
            System.clearProperty("REDIS_SERVER");
        }
    }

    /** Starts a server and ends without closing it. */
    static final class Forgetful {

        private Forgetful() {}

        public static void main(String[] arguments) {
            RedisServer server = RedisServer.builder().start();
            String directory = server.cli().texts("CONFIG", "GET", "dir").get(1);
            System.out.println(server.pid() + " " + directory);
        }
    }

    /** Loads this package again, as Quarkus does for each application under test. */
    private static final class OwnClassesFirst extends URLClassLoader {

        OwnClassesFirst(URL classes, ClassLoader parent) {
            super(new URL[] {classes}, parent);
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            return name.startsWith("io.continuo.support.") ? findClass(name) : super.loadClass(name);
        }
    }
}
