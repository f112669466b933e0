package io.continuo.store.outage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.continuo.disk.GrowingFile;
import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.OutcomeUnknown;

/**
 * Tasks that are done together: what is done is taken out, then what is new comes in, each log is written and synced once, and
 * then all are answered.
 */
final class Turn {

    private static final long MOST_BYTES = 4L << 20;
    private static final int MOST_TASKS = 5_000;

    private record Draft(Task.Append task, JsonText change) {}

    private record Kept(Task.Append task, Log.Kept entry) {}

    private final Logs logs;
    private final List<Task> all = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Task.Bury> letters = new ArrayList<>();
    private final List<Task.Done> done = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private final Map<Log, IOException> failures = new HashMap<>();
    private @Nullable IOException refusal;
    private boolean written;
    private long bytes;

    Turn(Logs logs) {
        this.logs = logs;
    }

    void add(Task task) {
        all.add(task);
        if (task instanceof Task.Append append) {
            draft(append);
        } else if (task instanceof Task.Bury letter) {
            letters.add(letter);
        } else if (task instanceof Task.Done ready) {
            done.add(ready);
        }
    }

    private void draft(Task.Append append) {
        try {
            JsonText change = ChangeForm.write(append.change());
            drafts.add(new Draft(append, change));
            bytes += change.length();
        } catch (IllegalArgumentException notToBeWritten) {
            append.fail(notToBeWritten);
        }
    }

    /** Whether what follows has to wait for another turn, so that only so much is in the heap at a time. */
    boolean isFull() {
        return bytes >= MOST_BYTES || all.size() >= MOST_TASKS;
    }

    void run() {
        bury();
        done.forEach(ready -> logs.done(ready.entries()));
        keep();
        write();
        answer();
        logs.leaveEmpty();
        if (refusal != null || written) {
            logs.report(refusal);
        }
    }

    private void bury() {
        if (letters.isEmpty()) {
            return;
        }
        try {
            logs.deadLetters().write(letters.stream().map(Task.Bury::letter).toList());
        } catch (IOException refused) {
            refusal = refused;
            letters.forEach(letter -> letter.fail(unwritable(refused)));
            letters.clear();
        }
        letters.forEach(letter -> logs.done(List.of(letter.letter().entry())));
    }

    private void keep() {
        if (drafts.isEmpty()) {
            return;
        }
        Log own = logs.own();
        try {
            String place = own.begin();
            long size = own.bytes();
            for (Draft draft : drafts) {
                Log.Kept entry = own.kept(place, draft.task().acceptedAt(), draft.change());
                if (size + entry.length() > logs.maxBytes()) {
                    draft.task().fail(new JournalFull(logs.maxBytes()));
                } else {
                    kept.add(new Kept(draft.task(), entry));
                    size += entry.length();
                }
            }
        } catch (IOException refused) {
            refusal = refused;
            drafts.forEach(draft -> draft.task().fail(unwritable(refused)));
        }
    }

    private void write() {
        Set<Log> due = logs.due();
        if (!kept.isEmpty()) {
            due.add(logs.own());
        }
        for (Log log : due) {
            try {
                log.write(log == logs.own() ? kept.stream().map(Kept::entry).toList() : List.of());
                written = true;
            } catch (IOException refused) {
                refusal = refused;
                failures.put(log, refused);
            }
        }
    }

    private void answer() {
        IOException refused = failures.get(logs.own());
        for (Kept one : kept) {
            Task.Append task = one.task();
            if (refused == null) {
                task.answer().complete(new Entry(logs.own(), one.entry().id(), task.change(), task.acceptedAt()));
            } else {
                task.fail(refused instanceof GrowingFile.NotTakenBack ? unknown(refused) : unwritable(refused));
            }
        }
        letters.forEach(
                letter -> answer(letter.answer(), List.of(letter.letter().entry())));
        done.forEach(ready -> answer(ready.answer(), ready.entries()));
    }

    private void answer(CompletableFuture<Void> answer, Collection<Entry> entries) {
        for (Entry entry : entries) {
            IOException refused = failures.get(entry.log());
            if (refused != null) {
                answer.completeExceptionally(unwritable(refused));
                return;
            }
        }
        answer.complete(null);
    }

    /** Answers those that have no answer yet: what was written of them is not known. */
    void giveUp(Throwable cause) {
        all.forEach(task -> task.fail(unknown(cause)));
    }

    private static OutcomeUnknown unknown(Throwable cause) {
        return new OutcomeUnknown(Duration.ofSeconds(1), cause);
    }

    private static JournalUnwritable unwritable(IOException cause) {
        return new JournalUnwritable("The journal cannot be written.", cause);
    }
}
