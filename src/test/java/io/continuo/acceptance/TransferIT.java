package io.continuo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.json.RandomJson;
import io.continuo.support.RedisServer;
import io.continuo.support.ServiceProcess;

/** Moves between stores on services with little memory: whole, broken off, and slowly. */
class TransferIT {

    private static final String HEAP = "80m";

    @TempDir
    private Path files;

    @Test
    void fromTheEmbeddedStoreToRedisAndBackEverythingIsTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (ServiceProcess first = ServiceProcess.builder().start();
                RedisServer redis = RedisServer.builder().start();
                ServiceProcess second = ServiceProcess.builder().redis(redis).start();
                ServiceProcess third = ServiceProcess.builder().start()) {
            Api api = new Api(first.uri());
            for (int i = 0; i < 80; i++) {
                random(api, random, "s" + i);
            }
            for (int i = 0; i < 5; i++) {
                api.put("/api/v1/users/u" + i + "/documents/plan/p", json(random))
                        .is(201);
            }
            Path one = Transfer.export(first.uri(), "", files.resolve("one"));
            JsonNode there = Transfer.load(second.uri(), one);
            Path two = Transfer.export(second.uri(), "", files.resolve("two"));
            JsonNode back = Transfer.load(third.uri(), two);
            Path three = Transfer.export(third.uri(), "", files.resolve("three"));

            assertThat(there.path("sessions").path("restored").asInt())
                    .as("seed %d", seed)
                    .isEqualTo(80);
            assertThat(there.path("failed").asInt() + back.path("failed").asInt())
                    .isZero();
            assertThat(Transfer.data(two)).as("seed %d", seed).isEqualTo(Transfer.data(one));
            assertThat(Transfer.data(three)).as("seed %d", seed).isEqualTo(Transfer.data(one));
            for (int i = 0; i < 80; i += 7) {
                String path = "/api/v1/sessions/s" + i;
                assertThat(new Api(third.uri()).get(path + "/messages").body())
                        .isEqualTo(api.get(path + "/messages").body());
                assertThat(new Api(third.uri()).get(path).header("ETag"))
                        .isEqualTo(api.get(path).header("ETag"));
            }
        }
    }

    @Test
    void aHistoryOf50000MessagesMovesThroughLittleMemory() throws IOException {
        try (RedisServer redis = RedisServer.builder().start();
                ServiceProcess first = ServiceProcess.builder()
                        .redis(redis)
                        .heap(HEAP)
                        .environment("CONTINUO_HISTORY_LIMIT", "1000000")
                        .start();
                ServiceProcess second = ServiceProcess.builder()
                        .heap(HEAP)
                        .environment("CONTINUO_DATA_DIR", files.resolve("data").toString())
                        .start()) {
            Api api = new Api(first.uri());
            for (int batch = 0; batch < 25; batch++) {
                api.post("/api/v1/batch", "{\"operations\":[" + appends(batch) + "]}")
                        .is(200);
            }
            Path file = Transfer.export(first.uri(), "?session_id=long", files.resolve("long"));
            JsonNode moved = Transfer.load(second.uri(), file);
            assertThat(moved.path("messages").asInt()).as("%s", moved).isEqualTo(50_000);
            assertThat(Transfer.load(second.uri(), file)
                            .path("sessions")
                            .path("unchanged")
                            .asInt())
                    .isEqualTo(1);
            Path back = Transfer.export(second.uri(), "?session_id=long", files.resolve("back"));
            assertThat(Files.mismatch(file, back)).isEqualTo(-1);
            redis.flush();
            JsonNode again = Transfer.load(first.uri(), back);
            assertThat(again.path("messages").asInt()).as("%s", again).isEqualTo(50_000);
            assertThat(redis.cli().number("LLEN", "continuo:default:session:long:history"))
                    .isEqualTo(50_000);
            assertThat(redis.cli().texts("KEYS", "*staged*")).isEmpty();
        }
    }

    @Test
    void aSlowReaderHoldsNothingUpButItself() throws IOException {
        try (RedisServer redis = RedisServer.builder().start();
                ServiceProcess service =
                        ServiceProcess.builder().redis(redis).heap(HEAP).start()) {
            Api api = new Api(service.uri());
            String blob = noise(200_000);
            int sessions = 600;
            for (int i = 0; i < sessions; i++) {
                api.post("/api/v1/sessions", "{\"session_id\":\"s" + i + "\",\"state\":{\"blob\":\"" + blob + "\"}}")
                        .is(201);
            }
            URI uri = service.uri();
            try (Socket slow = new Socket()) {
                slow.setReceiveBufferSize(8 * 1024);
                slow.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
                slow.setSoTimeout(60_000);
                slow.getOutputStream().write(request("GET", "/api/v1/admin/export", ""));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8), 1024);
                assertThat(in.readLine()).startsWith("HTTP/1.1 200");
                // 120 MB would be too much for it: it serves others all the while.
                for (int i = 0; i < 200; i++) {
                    api.get("/api/v1/sessions/s" + i + "?history=1").is(200);
                }
                long lines = 0;
                String line = in.readLine();
                while (line != null && !line.startsWith("{\"kind\":\"end\"")) {
                    lines += line.startsWith("{\"kind\":\"session\"") ? 1 : 0;
                    line = in.readLine();
                }
                assertThat(line).startsWith("{\"kind\":\"end\",\"sessions\":" + sessions);
                assertThat(lines).isEqualTo(sessions);
            }
        }
    }

    @Test
    void anExportThatBrokeOffGoesOn() throws IOException {
        try (RedisServer redis = RedisServer.builder()
                        .appendOnly()
                        .config("appendfsync", "always")
                        .start();
                ServiceProcess service =
                        ServiceProcess.builder().redis(redis).heap(HEAP).start()) {
            Api api = new Api(service.uri());
            String blob = noise(20_000);
            for (int i = 0; i < 400; i++) {
                api.post("/api/v1/sessions", "{\"session_id\":\"s" + i + "\",\"state\":{\"blob\":\"" + blob + "\"}}")
                        .is(201);
            }
            List<String> whole = Transfer.lines(Transfer.export(service.uri(), "", files.resolve("whole")));
            List<String> kept = new ArrayList<>();
            URI uri = service.uri();
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(8 * 1024);
                socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(request("GET", "/api/v1/admin/export", ""));
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
                String line = in.readLine();
                while (line != null) {
                    if (line.startsWith("{")) {
                        kept.add(line);
                    }
                    if (line.startsWith("{\"kind\":\"checkpoint\"") && redis.isAlive()) {
                        redis.kill();
                    }
                    line = in.readLine();
                }
            }
            assertThat(kept).noneMatch(line -> line.startsWith("{\"kind\":\"end\""));
            assertThat(kept.size()).isLessThan(whole.size());
            redis.restart();
            await("Redis is back")
                    .until(() -> api.get("/api/v1/sessions?limit=1").status() == 200);
            int last = IntStream.range(0, kept.size())
                    .filter(at -> kept.get(at).startsWith("{\"kind\":\"checkpoint\""))
                    .max()
                    .orElseThrow();
            String cursor = Answer.json(kept.get(last)).path("cursor").asText();
            List<String> all = new ArrayList<>(kept.subList(0, last + 1));
            all.addAll(Transfer.lines(Transfer.export(service.uri(), "?cursor=" + cursor, files.resolve("rest"))));
            assertThat(Transfer.data(all)).isEqualTo(Transfer.data(whole));
        }
    }

    @Test
    void anImportThatBrokeOffIsSentOnceMore() throws IOException {
        try (ServiceProcess first = ServiceProcess.builder().start();
                RedisServer redis = RedisServer.builder().start();
                ServiceProcess second = ServiceProcess.builder().redis(redis).start()) {
            Api api = new Api(first.uri());
            for (int i = 0; i < 60; i++) {
                random(api, new Random(i), "s" + i);
            }
            Path file = Transfer.export(first.uri(), "", files.resolve("file"));
            byte[] bytes = Files.readAllBytes(file);
            URI uri = second.uri();
            Api there = new Api(uri);
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                OutputStream out = socket.getOutputStream();
                out.write(request(
                        "POST",
                        "/api/v1/admin/import",
                        "Content-Type: application/x-ndjson\r\nContent-Length: " + bytes.length + "\r\n"));
                out.write(bytes, 0, bytes.length / 2);
                out.flush();
                await("the first sessions are there")
                        .until(() -> there.get("/api/v1/sessions?limit=1")
                                        .json()
                                        .path("total")
                                        .asInt()
                                >= 10);
            }
            JsonNode report = Transfer.load(second.uri(), file);
            assertThat(report.path("complete").asBoolean()).isTrue();
            assertThat(report.path("sessions").path("unchanged").asInt()).isPositive();
            assertThat(report.path("failed").asInt()).isZero();
            assertThat(Transfer.data(Transfer.export(second.uri(), "", files.resolve("there"))))
                    .isEqualTo(Transfer.data(file));
        }
    }

    private static byte[] request(String method, String path, String headers) {
        return (method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String appends(int batch) {
        return IntStream.range(0, 20)
                .mapToObj(i -> "{\"op\":\"append_messages\",\"session_id\":\"long\",\"messages\":["
                        + messages(batch * 2000 + i * 100) + "]}")
                .collect(Collectors.joining(","));
    }

    private static String messages(int from) {
        return IntStream.range(from, from + 100)
                .mapToObj(n -> "{\"role\":\"user\",\"message_id\":\"m" + n + "\",\"content\":\"What was said as number "
                        + n + ", and some more words to it.\"}")
                .collect(Collectors.joining(","));
    }

    /** What compresses badly. */
    private static String noise(int length) {
        return new Random(1)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void random(Api api, Random random, String id) {
        String user = random.nextBoolean() ? "" : "\"user_id\":\"u" + random.nextInt(5) + "\",";
        api.put(
                        "/api/v1/sessions/" + id,
                        "{" + user + "\"metadata\":{\"m\":" + json(random) + "},\"state\":{\"s\":" + json(random)
                                + "}}")
                .is(201);
        for (int i = random.nextInt(5); i > 0; i--) {
            api.post(
                            "/api/v1/sessions/" + id + "/messages",
                            "{\"role\":\"assistant\",\"content\":[{\"p\":" + json(random) + "}],\"metadata\":{\"n\":"
                                    + json(random) + "}}")
                    .is(201);
        }
        if (random.nextBoolean()) {
            api.put("/api/v1/sessions/" + id + "/documents/note/n", json(random))
                    .is(201);
            api.put("/api/v1/sessions/" + id + "/documents/note/own?ttl=PT90H", json(random))
                    .is(201);
        }
    }

    /** Small enough for metadata. */
    private static String json(Random random) {
        String value = new RandomJson(random, false).compact();
        while (value.length() > 4_000) {
            value = new RandomJson(random, false).compact();
        }
        return value;
    }
}
