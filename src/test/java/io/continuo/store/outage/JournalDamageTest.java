package io.continuo.store.outage;

import static io.continuo.store.outage.Journals.append;
import static io.continuo.store.outage.Journals.appendAll;
import static io.continuo.store.outage.Journals.change;
import static io.continuo.store.outage.Journals.changes;
import static io.continuo.store.outage.Journals.now;
import static io.continuo.store.outage.Journals.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.ops.CapturedLog;
import io.continuo.store.codec.Codecs;
import io.continuo.store.codec.ValueCodec;

/** What a start finds after a crash, and after damage. */
class JournalDamageTest {

    @TempDir
    private Path directory;

    private final CapturedLog log = new CapturedLog(Recovery.class);

    @AfterEach
    void closeLog() {
        log.close();
    }

    private Path segment() throws IOException {
        return segments().get(0);
    }

    private List<Path> segments() throws IOException {
        return files(".log");
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private void fill(int changes) {
        try (Journal journal = open(directory, "a")) {
            appendAll(journal, 0, changes);
        }
    }

    @Test
    void whatACrashTornOffIsCutOffAtEveryByte() throws IOException {
        fill(2);
        byte[] two = Files.readAllBytes(segment());
        try (Journal journal = open(directory, "a")) {
            now(journal.done(journal.entries()));
        }
        fill(3);
        byte[] three = Files.readAllBytes(segment());
        assertThat(three.length).isGreaterThan(two.length);
        Path file = segment();
        for (int length = two.length; length < three.length; length++) {
            Files.write(file, Arrays.copyOf(three, length));
            try (Journal journal = open(directory, "a")) {
                assertThat(changes(journal)).as("%s bytes", length).isEqualTo(List.of(change(0), change(1)));
            }
            assertThat(Files.size(file)).isEqualTo(two.length);
        }
        assertThat(log.lines()).hasSize(three.length - two.length - 1).allMatch(line -> line.contains("cut off"));
        assertThat(files(".damaged")).isEmpty();
    }

    @Test
    void whatIsAppendedAfterACutIsThere() throws IOException {
        fill(2);
        byte[] whole = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(whole, whole.length - 1));
        try (Journal journal = open(directory, "a")) {
            append(journal, change(7));
        }
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(0), change(7)));
        }
    }

    @Test
    void aTailOfZerosIsATornOne() throws IOException {
        fill(2);
        byte[] whole = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(whole, whole.length + 4_096));
        try (Journal journal = open(directory, "a")) {
            assertThat(journal.size()).isEqualTo(2);
        }
        assertThat(Files.size(segment())).isEqualTo(whole.length);
        assertThat(files(".damaged")).isEmpty();
    }

    @Test
    void aFileThatWasJustBegunIsATornOne() throws IOException {
        fill(1);
        Files.writeString(segment().resolveSibling("0000000002.log"), "continuo jour");
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(0)));
        }
        assertThat(files(".damaged")).isEmpty();
    }

    @Test
    void damageInTheMiddleCostsWhatItHitAndIsShown() throws IOException {
        fill(3);
        byte[] bytes = Files.readAllBytes(segment());
        int at = indexOf(bytes, "content 1");
        bytes[at] ^= 1;
        Files.write(segment(), bytes);

        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(0), change(2)));
            assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("ERROR"));
            assertThat(log.lines().get(0)).doesNotContain("content");
            now(journal.done(journal.entries()));
        }
        assertThat(files(".log")).isEmpty();
        assertThat(files(".damaged")).hasSize(1);
        assertThat(Files.readAllBytes(files(".damaged").get(0))).isEqualTo(bytes);

        fill(1);
        assertThat(segment().getFileName().toString()).isEqualTo("0000000002.log");
    }

    @Test
    void everyDamagedByteIsNoticedAndCostsOneChangeAtTheMost() throws IOException {
        fill(3);
        Path file = segment();
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += at < Segment.HEADER_BYTES + 30 ? 1 : 7) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            int before = log.lines().size();
            try (Journal journal = open(directory, "a")) {
                assertThat(journal.size()).as("byte %s", at).isGreaterThanOrEqualTo(2);
                assertThat(journal.size() == 3).as("byte %s", at).isEqualTo(at < Segment.HEADER_BYTES);
            }
            assertThat(log.lines().size()).as("byte %s", at).isGreaterThan(before);
        }
    }

    @Test
    void aSealedChangeOfAnotherFileIsNoneOfThisOne() throws IOException {
        try (Journal journal = open(directory, "a", Codecs.sealed())) {
            append(journal, change(1));
        }
        byte[] bytes = Files.readAllBytes(segment());
        int digit = Segment.HEADER_BYTES - 2;
        bytes[digit] = (byte) (bytes[digit] == '0' ? '1' : '0');
        Files.write(segment(), bytes);
        try (Journal journal = open(directory, "a", Codecs.sealed())) {
            assertThat(journal.entries()).isEmpty();
        }
        assertThat(log.lines()).hasSize(1).allMatch(line -> line.contains("cannot be read"));
        assertThat(files(".damaged")).hasSize(1);
    }

    @Test
    void anEarlierFileThatIsCutShortIsDamaged() throws IOException {
        fill(2);
        try (Journal journal = open(directory, "a")) {
            append(journal, change(2));
        }
        assertThat(segments()).hasSize(2);
        byte[] bytes = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(bytes, bytes.length - 1));
        try (Journal journal = open(directory, "a")) {
            assertThat(changes(journal)).isEqualTo(List.of(change(0), change(2)));
        }
        assertThat(log.lines()).hasSize(1).allMatch(line -> line.startsWith("ERROR"));
        assertThat(files(".damaged")).hasSize(1);
    }

    @Test
    void withoutItsKeyTheServiceDoesNotStart() throws IOException {
        try (Journal journal = open(directory, "a", Codecs.sealing("old"))) {
            append(journal, change(1));
        }
        byte[] bytes = Files.readAllBytes(segment());
        for (ValueCodec codec : List.of(Codecs.sealing("new"), ValueCodec.plain())) {
            assertThatThrownBy(() -> open(directory, "a", codec))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("encryption key old")
                    .hasMessageContaining(directory.resolve("a").toString());
        }
        assertThat(Files.readAllBytes(segment())).isEqualTo(bytes);
        try (Journal journal = open(directory, "b", Codecs.sealing("new", "old"))) {
            assertThat(changes(journal)).isEqualTo(List.of(change(1)));
        }
    }

    @Test
    void withAFileOfANewerVersionTheServiceDoesNotStart() throws IOException {
        fill(1);
        String text = Files.readString(segment(), StandardCharsets.ISO_8859_1);
        Files.writeString(
                segment(), text.replace("continuo journal 1 ", "continuo journal 2 "), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> open(directory, "a")).hasMessageContaining("newer version");
        Files.writeString(segment(), text, StandardCharsets.ISO_8859_1);
        try (Journal journal = open(directory, "a")) {
            assertThat(journal.size()).isEqualTo(1);
        }
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        return Objects.checkIndex(at, bytes.length);
    }
}
