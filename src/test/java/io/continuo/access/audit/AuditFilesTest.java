package io.continuo.access.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.ops.CapturedLog;

/** The files of the audit log: rotation, restarts, crashes, and that whatever is done to them shows. */
class AuditFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.000Z");
    private static final String REPLICA = "r1";

    @TempDir
    private Path directory;

    private Instant now = NOW;

    private AuditFiles open(long fileBytes, long maxBytes, @Nullable Duration keepFor) throws IOException {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return AuditFiles.open(directory, REPLICA, new AuditFiles.Rotation(fileBytes, maxBytes, keepFor), clock);
    }

    private AuditFiles open() throws IOException {
        return open(1 << 20, 1 << 24, null);
    }

    private static void write(AuditFiles files, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            files.write(List.of(entry(i)));
        }
    }

    private static AuditEntry entry(int i) {
        return AuditEntry.of(NOW.plusSeconds(i), "PUT /x").with("session_id", "s-" + i);
    }

    private List<Path> files() throws IOException {
        return StoredFile.in(directory.resolve(REPLICA)).stream()
                .map(StoredFile::path)
                .toList();
    }

    /** What the command says, and 0 or 1 before it. */
    private String verify(String... anchors) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of(directory.toString()));
        Collections.addAll(arguments, anchors);
        int code = VerifyAudit.run(arguments, new PrintStream(out, true, UTF_8));
        return code + " " + out.toString(UTF_8);
    }

    private static void change(Path file, UnaryOperator<String> how) throws IOException {
        String before = Files.readString(file);
        String after = how.apply(before);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(file, after);
    }

    private static void lines(Path file, UnaryOperator<List<String>> how) throws IOException {
        change(
                file,
                text -> how.apply(new ArrayList<>(text.lines().toList())).stream()
                        .map(line -> line + "\n")
                        .reduce("", String::concat));
    }

    @Test
    void aLineSaysWhatItIsGivenInTheOrderOfTheChain() throws IOException {
        AuditFiles files = open();
        write(files, 0, 2);
        files.close();
        List<String> lines = Files.readAllLines(files().get(0));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("{\"seq\":1,\"time\":\"2026-11-21T12:00:00.000Z\",\"what\":\"start\",\"chain\":\"")
                .contains("\"replica\":\"r1\",\"previous\":\"" + Chain.BEGINNING.hash()
                        + "\",\"kept_from\":1,\"hash\":\"");
        assertThat(lines.get(2))
                .matches(
                        "\\{\"seq\":3,\"time\":\"2026-11-21T12:00:01\\.000Z\",\"what\":\"PUT /x\",\"session_id\":\"s-1\","
                                + "\"hash\":\"[0-9a-f]{64}\"}");
        assertThat(verify()).startsWith("0 ok: ").contains(": 3 lines, 1 to 3, ");
    }

    @Test
    void theChainGoesOnOverRotationAndRestarts() throws IOException {
        for (int start = 0; start < 3; start++) {
            AuditFiles files = open(1_000, 1 << 20, null);
            write(files, 0, 10);
            files.close();
        }
        assertThat(files()).hasSizeGreaterThan(5);
        assertThat(verify()).startsWith("0 ok: ").contains(" lines, 1 to ");
    }

    @Test
    void aFileIsFollowedByAnotherAfterADay() throws IOException {
        AuditFiles files = open();
        write(files, 0, 1);
        files.close();
        assertThat(files()).hasSize(1);
        now = now.plus(Duration.ofHours(25));
        AuditFiles later = open();
        write(later, 1, 2);
        later.close();
        assertThat(files()).hasSize(2);
    }

    @Test
    void theOldestFilesGoWhereItIsTooMuchAndTheRestSaysSo() throws IOException {
        AuditFiles files = open(1_000, 4_000, null);
        write(files, 0, 60);
        files.close();
        assertThat(files().stream().mapToLong(file -> file.toFile().length()).sum())
                .isLessThan(6_000);
        assertThat(files().get(0).getFileName().toString()).isNotEqualTo("audit-0000000001.ndjson");
        assertThat(verify()).startsWith("0 ok: ").doesNotContain(" lines, 1 to ");
        Files.delete(files().get(0));
        assertThat(verify()).startsWith("1 broken: ").contains(" are missing before it");
    }

    @Test
    void filesGoByAge() throws IOException {
        AuditFiles files = open(1_000, 1 << 20, Duration.ofDays(30));
        write(files, 0, 10);
        files.close();
        int before = files().size();
        now = Instant.now().plus(Duration.ofDays(31));
        open(1_000, 1 << 20, Duration.ofDays(30)).close();
        assertThat(before).isGreaterThan(1);
        assertThat(files()).hasSize(1);
        assertThat(verify()).startsWith("0 ok: ");
    }

    @Test
    void whateverIsDoneToLinesShows() throws IOException {
        AuditFiles files = open(1_500, 1 << 20, null);
        write(files, 0, 20);
        files.close();
        Path untouched = directory.resolveSibling(directory.getFileName() + "-untouched");
        copy(directory.resolve(REPLICA), untouched);
        int number = files().size();
        assertThat(number).isGreaterThan(2);
        for (int which = 0; which < number; which++) {
            Path file = files().get(which);
            String name = file.getFileName() + ", line ";
            int lines = Files.readAllLines(file).size();
            for (int i = 0; i < lines; i++) {
                int at = i;
                boolean newest = which == number - 1;
                if (!newest || at < lines - 1) {
                    lines(file, all -> without(all, at));
                    assertBroken(untouched, at < lines - 1 ? name : ", line 1:");
                }
                lines(file, all -> replaced(all, at, all.get(at).replace("\"time\":\"2026", "\"time\":\"2025")));
                assertBroken(untouched, name + (at + 1) + ":");
                lines(file, all -> replaced(all, at, all.get(at).substring(1)));
                assertBroken(untouched, "broken: ");
                lines(file, all -> inserted(all, at, all.get(at)));
                assertBroken(untouched, name + (at + 2) + ":");
                if (at > 0) {
                    lines(file, all -> inserted(without(all, at), at - 1, all.get(at)));
                    assertBroken(untouched, name);
                }
            }
            change(file, text -> text + "{}\n");
            assertBroken(untouched, name);
            if (which < number - 1) {
                change(file, text -> text + "{\"seq\":");
                assertBroken(untouched, name);
                Files.delete(file);
                assertBroken(untouched, ", line 1: ");
            }
        }
        Files.move(files().get(1), StoredFile.path(directory.resolve(REPLICA), 99));
        assertBroken(untouched, ", line 1: ");
        assertThat(verify()).startsWith("0 ok: ");
    }

    private static List<String> without(List<String> lines, int at) {
        List<String> rest = new ArrayList<>(lines);
        rest.remove(at);
        return rest;
    }

    private static List<String> replaced(List<String> lines, int at, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(at, line);
        return changed;
    }

    private static List<String> inserted(List<String> lines, int at, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(at, line);
        return more;
    }

    /** The tampering is found, and then undone. */
    private void assertBroken(Path untouched, String where) throws IOException {
        assertThat(verify()).startsWith("1 broken: ").contains(where);
        copy(untouched, directory.resolve(REPLICA));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (StoredFile file : StoredFile.in(to)) {
            Files.delete(file.path());
        }
        for (StoredFile file : StoredFile.in(from)) {
            Files.copy(file.path(), to.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void anEndThatWasCutOffShowsByAnAnchorOnly() throws IOException {
        AuditFiles files = open();
        write(files, 0, 5);
        files.close();
        List<String> lines = Files.readAllLines(files().get(0));
        String last = lines.get(5);
        String anchor = "6:" + last.substring(last.length() - 66, last.length() - 2);
        assertThat(verify(anchor)).startsWith("0 ok: ").contains(anchor.substring(2));
        lines(files().get(0), all -> without(all, 5));
        assertThat(verify()).startsWith("0 ok: ");
        assertThat(verify(anchor)).startsWith("1 ").contains("no line has the number and the hash " + anchor);
        assertThat(verify("6")).startsWith("1 Write verify-audit");
    }

    @Test
    void aHalfLineStaysAndIsNoted() throws IOException {
        AuditFiles files = open();
        write(files, 0, 3);
        files.close();
        Path torn = files().get(0);
        Files.writeString(torn, "{\"seq\":5,\"time\":\"2026-1", StandardOpenOption.APPEND);
        assertThat(verify())
                .startsWith("0 note: ")
                .contains("23 bytes of a line that is being written")
                .contains("ok: ");
        try (CapturedLog log = new CapturedLog(AuditFiles.class)) {
            AuditFiles again = open();
            write(again, 3, 5);
            again.close();
            assertThat(log.lines()).anyMatch(line -> line.contains("ends with 23 bytes that are no line"));
        }
        assertThat(Files.readString(torn)).endsWith("{\"seq\":5,\"time\":\"2026-1");
        assertThat(Files.readAllLines(files().get(1)).get(0))
                .startsWith("{\"seq\":5,")
                .contains("\"bytes\":23");
        assertThat(verify())
                .startsWith("0 note: ")
                .contains("as they were found at a start")
                .contains("ok: ");
        change(torn, text -> text.substring(0, text.length() - 1) + "2");
        assertThat(verify()).startsWith("1 broken: ").contains("audit-0000000001.ndjson");
        change(torn, text -> text.substring(0, text.length() - 23));
        assertThat(verify()).startsWith("1 broken: ").contains("audit-0000000001.ndjson");
    }

    @Test
    void aFileThatACrashLeftWithoutALineIsNotedToo() throws IOException {
        AuditFiles files = open();
        write(files, 0, 3);
        files.close();
        Files.writeString(files().get(0), "half", StandardOpenOption.APPEND);
        Files.writeString(StoredFile.path(directory.resolve(REPLICA), 2), "{\"seq\":5,\"ti");
        open().close();
        open().close();
        assertThat(files()).hasSize(4);
        assertThat(verify()).startsWith("0 note: ").contains("6 lines", "ok: ").doesNotContain("broken");
    }

    @Test
    void twoProcessesOfOneNameHaveTwoChains() throws IOException {
        AuditFiles one = open();
        AuditFiles two = open();
        write(one, 0, 2);
        write(two, 0, 2);
        one.close();
        two.close();
        assertThat(directory.resolve(REPLICA + "~2")).isDirectory();
        assertThat(verify().lines().filter(line -> line.contains("ok: "))).hasSize(2);
    }

    @Test
    void whatIsNoDirectoryIsSaid() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Clock clock = Clock.systemUTC();
        AuditFiles.Rotation rotation = new AuditFiles.Rotation(1, 1, null);
        assertThatThrownBy(() -> AuditFiles.open(file, REPLICA, rotation, clock))
                .isInstanceOf(IOException.class);
        assertThat(verify()).startsWith("1 There is no audit log in ");
    }

    @Test
    void theHashIsThatOfTheHashBeforeAndTheLine() throws IOException, InterruptedException {
        AuditFiles files = open();
        write(files, 0, 1);
        files.close();
        List<String> lines = Files.readAllLines(files().get(0));
        String script =
                "previous=${1##*\\\"hash\\\":\\\"}; previous=${previous%??}; printf %s \"$previous${2%,\\\"hash\\\":*}\" | sha256sum";
        Process shell = new ProcessBuilder("sh", "-c", script, "sh", lines.get(0), lines.get(1)).start();
        String hash = new String(shell.getInputStream().readAllBytes(), UTF_8).substring(0, 64);
        assertThat(shell.waitFor()).isZero();
        assertThat(lines.get(1)).endsWith(",\"hash\":\"" + hash + "\"}");
    }

    /** As the log has them where lines go there. */
    @Test
    void linesOfTwoStartsAreTwoChains() throws IOException {
        Path log = directory.resolve("lines.ndjson");
        Files.writeString(log, started("a") + started("b"));
        assertThat(verifyFile(log))
                .startsWith("0 ")
                .contains("line 4: a start began a new chain")
                .contains(": 6 lines, 1 to 3, ");

        lines(log, all -> {
            all.remove(4);
            return all;
        });
        assertThat(verifyFile(log)).startsWith("1 broken: ").contains("line 5");
    }

    @Test
    void aFirstLineThatSaysNonsenseIsBroken() throws IOException {
        AuditFiles files = open();
        write(files, 0, 2);
        files.close();
        change(files().get(0), text -> text.replace("\"kept_from\":1", "\"kept_from\":\"x\""));
        assertThat(verify()).startsWith("1 broken: ");
    }

    private String started(String id) {
        StringBuilder lines = new StringBuilder();
        Chain chain = Chain.BEGINNING;
        for (AuditEntry entry : List.of(
                AuditEntry.of(NOW, "start").with("chain", id).with("previous", chain.hash()), entry(1), entry(2))) {
            Chain.Link link = chain.next(entry);
            lines.append(UTF_8.decode(link.line()));
            chain = link.chain();
        }
        return lines.toString();
    }

    private static String verifyFile(Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = VerifyAudit.run(List.of(file.toString()), new PrintStream(out, true, UTF_8));
        return code + " " + out.toString(UTF_8);
    }
}
