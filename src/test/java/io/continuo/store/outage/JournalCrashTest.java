package io.continuo.store.outage;

import static io.continuo.store.outage.Journals.append;
import static io.continuo.store.outage.Journals.change;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.ops.CapturedLog;

/** What a journal keeps when its process is killed, and when its disk is full. */
class JournalCrashTest {

    private static final int ROUNDS = 4;
    private static final int APPENDS = 300;
    private static final long MOST_NANOS = 20_000_000;

    @TempDir
    private Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws IOException, InterruptedException {
        Random random = new Random();
        Map<String, Integer> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Process process = JournalChild.start(0, directory, "append", "" + round);
            killAfter(50 + random.nextInt(500), process, round, acknowledged);
        }

        Map<String, Integer> found = new HashMap<>();
        Map<String, Integer> rounds = new HashMap<>();
        try (Journal journal = Journals.open(directory, "b")) {
            for (Entry entry : journal.entries()) {
                String[] content = Journals.content(entry).split("-", 2);
                String session = Journals.session(entry);
                int round = Integer.parseInt(content[0]);
                assertThat(rounds.merge(session, round, Math::max)).isEqualTo(round);
                int before = found.getOrDefault(session + " " + round, -1);
                assertThat(Integer.parseInt(content[1])).isEqualTo(before + 1);
                found.put(session + " " + round, before + 1);
            }
        }
        assertThat(acknowledged).hasSize(ROUNDS * JournalChild.SESSIONS);
        // One that was written, and whose acknowledgement the kill was in time for, may be there.
        acknowledged.forEach(
                (which, last) -> assertThat(found.get(which)).as(which).isBetween(last, last + 1));
    }

    private static void killAfter(int answers, Process process, int round, Map<String, Integer> acknowledged)
            throws IOException, InterruptedException {
        int lines = 0;
        try (BufferedReader output = JournalChild.output(process)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(JournalChild.END)) {
                    String[] answer = line.substring(0, line.length() - 1).split(" ", 2);
                    acknowledged.merge(answer[0] + " " + round, Integer.valueOf(answer[1]), Math::max);
                }
                if (++lines == answers) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(lines).isGreaterThanOrEqualTo(answers);
        process.waitFor();
    }

    @Test
    void aFullDiskRefusesAndKeepsWhatItTook() throws IOException, InterruptedException {
        try (CapturedLog log = new CapturedLog(Recovery.class)) {
            List<String> lines = lines(JournalChild.start(300, directory, "fill"));
            assertThat(lines).hasSize(3).startsWith("JournalUnwritable", "JournalUnwritable");
            int appended = Integer.parseInt(lines.get(2));
            assertThat(appended).isBetween(20, 30);
            try (Journal journal = Journals.open(directory, JournalChild.INSTANCE)) {
                List<String> contents =
                        journal.entries().stream().map(Journals::content).toList();
                assertThat(contents).hasSize(appended).endsWith("small");
                assertThat(contents.subList(0, appended - 1)).allMatch(content -> content.length() == 10_000);
            }
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aFullDiskThatGetsRoomTakesMore() throws IOException, InterruptedException {
        List<String> lines = lines(JournalChild.start(300, directory, "free"));
        assertThat(lines).hasSize(2).startsWith("JournalUnwritable");
        try (Journal journal = Journals.open(directory, JournalChild.INSTANCE)) {
            assertThat(Journals.changes(journal)).isEqualTo(List.of(change("s", "again")));
        }
    }

    private static List<String> lines(Process process) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = JournalChild.output(process)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                assertThat(line).endsWith(JournalChild.END);
                lines.add(line.substring(0, line.length() - 1));
            }
        }
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    @Test
    void anAppendAloneTakesLessThanTwentyMilliseconds() {
        long[] nanos = new long[APPENDS];
        try (Journal journal = Journals.open(directory, "a")) {
            for (int i = 0; i < APPENDS; i++) {
                long start = System.nanoTime();
                append(journal, change(i));
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        assertThat(nanos[APPENDS / 2]).as("median in ns").isLessThan(MOST_NANOS);
    }
}
