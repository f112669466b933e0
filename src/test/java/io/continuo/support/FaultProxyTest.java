package io.continuo.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.continuo.support.RedisBinary#all")
class FaultProxyTest {

    private final RedisServer server;
    private final FaultProxy proxy;
    private final RedisCli cli;

    FaultProxyTest(Path binary) {
        server = RedisServer.builder().binary(binary).start();
        proxy = FaultProxy.before(server);
        cli = new RedisCli(proxy.port());
    }

    @AfterEach
    void end() {
        cli.close();
        proxy.close();
        server.close();
    }

    @Test
    void everyQuestionAndAnswerIsAFlight() {
        cli.command("SET", "key", "value");
        cli.command("get", "key");
        cli.command("PING");
        cli.command("SELECT", "0");
        assertThat(proxy.flights()).isEqualTo(2);
        assertThat(proxy.commands()).containsExactly("SET", "GET");
        proxy.resetFlights();
        assertThat(proxy.flights()).isZero();
        assertThat(proxy.commands()).isEmpty();
    }

    @Test
    void aPipelineIsOneFlight() {
        Vertx vertx = Vertx.vertx();
        try {
            RedisConnection connection =
                    join(Redis.createClient(vertx, proxy.uri()).connect());
            assertThat(proxy.flights()).as("what sets the connection up").isZero();
            join(connection.batch(List.of(
                    Request.cmd(Command.MULTI), Request.cmd(Command.SET, "key", "value"), Request.cmd(Command.EXEC))));
            assertThat(proxy.flights()).isEqualTo(1);
            join(connection.send(Request.cmd(Command.GET, "key")));
            assertThat(proxy.flights()).isEqualTo(2);
            assertThat(proxy.commands()).containsExactly("MULTI", "SET", "EXEC", "GET");
        } finally {
            join(vertx.close());
        }
    }

    @Test
    void aRequestInPiecesIsOneFlight() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setTcpNoDelay(true);
            byte[] request = "*2\r\n$4\r\nECHO\r\n$11\r\n*1\r\n$4\r\nKEY\r\n".getBytes(StandardCharsets.US_ASCII);
            for (byte next : request) {
                socket.getOutputStream().write(next);
            }
            byte[] answer = socket.getInputStream().readNBytes("$11\r\n".length() + 13);
            assertThat(answer).asString(StandardCharsets.US_ASCII).isEqualTo("$11\r\n*1\r\n$4\r\nKEY\r\n");
        }
        assertThat(proxy.flights()).isEqualTo(1);
        assertThat(proxy.commands()).containsExactly("ECHO");
    }

    @Test
    void aLargeValueGoesThroughWhole() {
        byte[] value = new byte[3_000_000];
        Arrays.fill(value, (byte) '\n');
        cli.command("SET", "key", value);
        assertThat(cli.bytes("GET", "key")).isEqualTo(value);
        assertThat(proxy.commands()).containsExactly("SET", "GET");
    }

    @Test
    void aDelayCountsEachWay() {
        cli.command("PING");
        proxy.delay(Duration.ofMillis(60));
        long begin = System.nanoTime();
        cli.command("SET", "key", "value");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(118));
        proxy.heal();
        assertThat(cli.text("GET", "key")).isEqualTo("value");
    }

    @Test
    void aBlackHoleTakesNewConnectionsAndAnswersNothing() {
        proxy.blackhole();
        try (RedisCli impatient = new RedisCli(proxy.port(), null, Duration.ofMillis(200))) {
            assertThatThrownBy(() -> impatient.command("SET", "key", "value"))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
        proxy.heal();
        assertThat(cli.command("GET", "key")).isNull();
    }

    @Test
    void aConnectionThatLostBytesEndsWhenTheProxyIsHealed() throws InterruptedException {
        cli.command("PING");
        proxy.blackhole();
        Thread healer = new Thread(() -> {
            Await.until("the request is lost", () -> proxy.lostConnections() == 1);
            proxy.heal();
        });
        healer.start();
        assertThatThrownBy(() -> cli.command("SET", "key", "value"))
                .rootCause()
                .hasMessageStartingWith("Connection reset");
        healer.join();
        assertThat(cli.command("GET", "key")).isNull();
    }

    @Test
    void aCutRequestIsCarriedOutAndNotAnsweredOnce() {
        cli.command("PING");
        proxy.cutAfterRequest();
        assertThat(cli.text("PING")).isEqualTo("PONG");
        assertThatThrownBy(() -> cli.command("INCR", "n")).hasRootCauseInstanceOf(SocketException.class);
        assertThat(cli.command("GET", "n")).isEqualTo("1");
        assertThat(cli.number("INCR", "n")).isEqualTo(2);
    }

    @Test
    void aRefusingProxyResetsAndLetsNobodyInUntilHealed() {
        cli.command("PING");
        proxy.refuse();
        assertThatThrownBy(() -> cli.command("PING")).hasRootCauseInstanceOf(SocketException.class);
        assertThatThrownBy(() -> cli.command("PING")).hasRootCauseInstanceOf(ConnectException.class);
        proxy.refuse();
        assertThatThrownBy(() -> cli.command("PING")).hasRootCauseInstanceOf(ConnectException.class);
        proxy.heal();
        assertThat(cli.text("PING")).isEqualTo("PONG");
    }

    @Test
    void aResetHitsOpenConnectionsOnly() {
        cli.command("PING");
        proxy.resetAll();
        assertThatThrownBy(() -> cli.command("PING")).rootCause().hasMessageStartingWith("Connection reset");
        assertThat(cli.text("PING")).isEqualTo("PONG");
    }

    @Test
    void aDeadServerEndsItsConnectionsAndIsFoundAgain() {
        cli.command("PING");
        server.kill();
        assertThatThrownBy(() -> cli.command("PING")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> cli.command("PING")).isInstanceOf(UncheckedIOException.class);
        server.restart();
        assertThat(cli.text("PING")).isEqualTo("PONG");
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
