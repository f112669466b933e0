package io.continuo.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.support.ServiceProcess;

/** The audit log of the packaged service, and the command that verifies it. */
class AuditIT {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    private ServiceProcess.Builder service() {
        return ServiceProcess.builder()
                .environment("CONTINUO_API_KEYS", "app:*:admin:" + KEY)
                .environment("CONTINUO_INSTANCE", "one");
    }

    private static int put(URI base, String id) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(base.resolve("/api/v1/sessions/" + id))
                                .header("X-API-Key", KEY)
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"state\":{\"a\":1}}"))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    /** What the command prints, with its exit code before. */
    private String verify(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Objects.requireNonNull(System.getProperty("continuo.jar")),
                "verify-audit"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() + " " + output;
    }

    private static String written(Path audit) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(audit.resolve("one"))) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void theChainGoesOnOverAKillAndAStopAndTheCommandVerifiesIt() throws Exception {
        Path audit = directory.resolve("data/audit");
        ServiceProcess.Builder builder = service()
                .environment("CONTINUO_DATA_DIR", directory.resolve("data").toString());
        try (ServiceProcess killed = builder.start()) {
            assertThat(killed.output()).contains("Audit log: in " + audit);
            assertThat(put(killed.uri(), "s-1")).isEqualTo(201);
            Awaitility.await().until(() -> written(audit).contains("\"s-1\""));
            killed.kill();
        }
        try (ServiceProcess stopped = builder.start()) {
            assertThat(put(stopped.uri(), "s-2")).isEqualTo(201);
            assertThat(stopped.stop()).isIn(0, 143);
            assertThat(stopped.output()).doesNotContain(KEY, "ERROR");
        }
        String written = written(audit);
        assertThat(written).contains("\"s-2\"").doesNotContain(KEY);
        assertThat(written.lines().reduce((first, second) -> second).orElseThrow())
                .contains("\"what\":\"stop\"");
        assertThat(verify(audit.toString())).startsWith("0 ok: " + audit.resolve("one") + ": 5 lines, 1 to 5, ");
        Path file = audit.resolve("one/audit-0000000001.ndjson");
        Files.writeString(file, Files.readString(file).replace("\"s-1\"", "\"s-3\""));
        assertThat(verify(audit.toString())).startsWith("1 broken: " + file + ", line 2: ");
        assertThat(verify()).startsWith("1 Write verify-audit ");
    }

    @Test
    void linesGoToTheLogWhereThatIsAsked() throws Exception {
        try (ServiceProcess service = service()
                .environment("CONTINUO_AUDIT", "log")
                .environment("QUARKUS_LOG_CONSOLE_FORMAT", "%c %s%n")
                .start()) {
            assertThat(service.output()).contains("Audit log: in this log, under io.continuo.audit.");
            assertThat(put(service.uri(), "s-1")).isEqualTo(201);
            Awaitility.await().until(() -> service.output().contains("\"session_id\":\"s-1\""));
            Path lines = directory.resolve("lines");
            Files.write(
                    lines,
                    service.output()
                            .lines()
                            .filter(line -> line.startsWith("io.continuo.audit "))
                            .map(line -> line.substring(line.indexOf('{')))
                            .toList());
            assertThat(verify(lines.toString())).startsWith("0 ok: " + lines + ": 2 lines, ");
        }
    }

    @Test
    void itIsOffWhereNobodyHasToBeKnownAndWhereThereIsNoDirectory() throws Exception {
        try (ServiceProcess open = ServiceProcess.builder()
                .environment("CONTINUO_DATA_DIR", directory.toString())
                .start()) {
            assertThat(open.output()).contains("Audit log: off.");
            assertThat(directory.resolve("audit")).doesNotExist();
        }
        try (ServiceProcess nowhere = service().start()) {
            assertThat(nowhere.output())
                    .contains("Audit log: off. Set CONTINUO_AUDIT_DIR to keep it in files, or CONTINUO_AUDIT=log.");
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedStopsTheStartWithASentence() throws Exception {
        Files.writeString(directory.resolve("one"), "a file in its place");
        try (ServiceProcess refused = service()
                .environment("CONTINUO_AUDIT_DIR", directory.toString())
                .launch()) {
            assertThat(refused.ended()).isEqualTo(1);
            assertThat(refused.output())
                    .contains("The audit log's directory " + directory + " cannot be used: ")
                    .doesNotContain("\tat ");
        }
    }
}
