package io.continuo.store.outage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.ValueCodec;

/** What tests of journals do again and again. */
final class Journals {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    static final long LARGE = 256L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Journals() {}

    static Journal open(Path directory, String instance) {
        return open(directory, instance, ValueCodec.plain());
    }

    static Journal open(Path directory, String instance, ValueCodec codec) {
        return open(directory, instance, codec, LARGE, 8L << 20);
    }

    static Journal open(Path directory, String instance, ValueCodec codec, long maxBytes, long segmentBytes) {
        return Journal.open(directory, instance, maxBytes, codec, Infrastructure::getDefaultExecutor, segmentBytes);
    }

    /** An append of one message to one of three sessions; the same number makes the same change. */
    static Change<?> change(int number) {
        return change("s" + number % 3, "content " + number);
    }

    static AppendMessages change(String session, String content) {
        return ChangeBuilder.on(SessionKey.of("ns", session)).append(Fixtures.message(content, NOW));
    }

    /** What the one message of a change says. */
    static String content(Entry entry) {
        AppendMessages append = (AppendMessages) entry.change();
        return java.util.Objects.requireNonNull(append.messages().get(0).body().member("content"))
                .asString();
    }

    static String session(Entry entry) {
        return ((AppendMessages) entry.change()).session().id().value();
    }

    static Entry append(Journal journal, Change<?> change) {
        return now(journal.append(change, NOW));
    }

    static void appendAll(Journal journal, int from, int to) {
        for (int i = from; i < to; i++) {
            append(journal, change(i));
        }
    }

    static List<Change<?>> changes(Journal journal) {
        return journal.entries().stream().<Change<?>>map(Entry::change).toList();
    }

    static <T> T now(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
