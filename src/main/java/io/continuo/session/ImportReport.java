package io.continuo.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.continuo.model.Restored;

/** What an import did. For one thread at a time. */
public final class ImportReport {

    /** How many failures are kept; all are counted. */
    public static final int SHOWN = 100;

    /** Why a line was not taken. */
    public record Failure(long line, RuntimeException cause) {}

    private final Map<Restored, Long> sessions = new EnumMap<>(Restored.class);
    private final Map<Restored, Long> documents = new EnumMap<>(Restored.class);
    private final List<Failure> failures = new ArrayList<>();
    private long messages;
    private long failed;

    void session(Restored outcome, long messagesOf) {
        sessions.merge(outcome, 1L, Long::sum);
        if (outcome == Restored.RESTORED || outcome == Restored.REPLACED) {
            messages += messagesOf;
        }
    }

    void document(Restored outcome) {
        documents.merge(outcome, 1L, Long::sum);
    }

    void failed(long line, RuntimeException cause) {
        failed++;
        if (failures.size() < SHOWN) {
            failures.add(new Failure(line, cause));
        }
    }

    public long sessions(Restored outcome) {
        return sessions.getOrDefault(outcome, 0L);
    }

    public long documents(Restored outcome) {
        return documents.getOrDefault(outcome, 0L);
    }

    /** Messages of the sessions that were written. */
    public long messages() {
        return messages;
    }

    /** How many lines, or sessions, were not taken for what they are. */
    public long failed() {
        return failed;
    }

    /** The first of them. */
    public List<Failure> failures() {
        return Collections.unmodifiableList(failures);
    }
}
