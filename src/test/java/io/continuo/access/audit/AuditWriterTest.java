package io.continuo.access.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.json.JsonText;

/** What is in the audit log after a stop, after a kill, and when its disk is full. */
class AuditWriterTest {

    @TempDir
    private Path directory;

    private static AuditEntry entry(int number) {
        return AuditEntry.of(Clock.systemUTC().instant(), "written").with("number", Long.valueOf(number));
    }

    private AuditWriter open() throws IOException {
        Clock clock = Clock.systemUTC();
        AuditFiles.Rotation rotation = new AuditFiles.Rotation(1 << 26, 1 << 28, null);
        return new AuditWriter(AuditFiles.open(directory, AuditChild.REPLICA, rotation, clock), clock);
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (StoredFile file : StoredFile.in(directory.resolve(AuditChild.REPLICA))) {
            file.read((number, text, line) -> {
                if (line != null) {
                    lines.add(line.text("what", "") + " " + number(line));
                }
            });
        }
        return lines;
    }

    private static String number(StoredLine line) {
        JsonText lost = line.member("lines");
        JsonText number = lost == null ? line.member("number") : lost;
        return number == null ? "" : number.text();
    }

    private void assertWhole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = VerifyAudit.run(List.of(directory.toString()), new PrintStream(out, true, UTF_8));
        assertThat(code).as(out.toString(UTF_8)).isZero();
    }

    @Test
    void aStopWritesWhatWaits() throws IOException {
        AuditWriter writer = open();
        for (int i = 0; i < 5_000; i++) {
            writer.submit(entry(i));
        }
        writer.close();
        List<String> lines = lines();
        assertThat(lines).hasSize(5_002);
        assertThat(lines.get(0)).startsWith("start");
        assertThat(lines.get(5_001)).startsWith("stop");
        assertThat(writer.written()).isEqualTo(5_001);
        assertThat(writer.lost()).isZero();
        assertWhole();
    }

    @Test
    void whatIsBroughtAfterTheStopIsCountedOnly() throws IOException {
        AuditWriter writer = open();
        writer.close();
        writer.submit(entry(1));
        assertThat(writer.lost()).isEqualTo(1);
        assertThat(lines()).hasSize(2);
    }

    @Test
    void strangersAreOneLine() throws IOException {
        AuditWriter writer = open();
        for (int i = 0; i < 1_000; i++) {
            writer.refused();
        }
        writer.close();
        assertThat(lines().stream().filter(line -> line.startsWith("refused"))).hasSizeBetween(1, 2);
    }

    @Test
    void aKillLeavesAChainThatGoesOn() throws IOException, InterruptedException {
        for (int round = 0; round < 3; round++) {
            Process process = AuditChild.start(0, directory, "write");
            long written = 0;
            try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                written = Long.parseLong(output.readLine());
                process.toHandle().destroyForcibly();
            }
            process.waitFor();
            assertWhole();
            assertThat(lines().size()).isGreaterThan((int) written);
            // As if the kill had come in the middle of a write.
            List<StoredFile> files = StoredFile.in(directory.resolve(AuditChild.REPLICA));
            Files.writeString(files.get(files.size() - 1).path(), "{\"seq\":", StandardOpenOption.APPEND);
        }
        open().close();
        assertWhole();
        assertThat(lines().stream().filter(line -> line.startsWith("start"))).hasSize(4);
    }

    @Test
    void aFullDiskCostsWhatTheQueueDoesNotTakeAndSaysSo() throws IOException, InterruptedException {
        Process process = AuditChild.start(300, directory, "full");
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        String[] written = output.strip().split(" ", 2);
        assertThat(Integer.parseInt(written[0])).isGreaterThan(AuditWriter.MOST_WAITING);
        assertThat(Integer.parseInt(written[1])).isPositive();
        List<String> lines = lines();
        assertThat(lines.stream().filter(line -> line.startsWith("written"))).hasSize(Integer.parseInt(written[0]));
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("lost "))
                        .mapToInt(line -> Integer.parseInt(line.substring(5)))
                        .sum())
                .isEqualTo(Integer.parseInt(written[1]));
        assertThat(lines.get(lines.size() - 2)).startsWith("after");
        assertWhole();
    }
}
