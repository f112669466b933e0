package io.continuo.store.outage;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.Message;
import io.continuo.model.NewMessage;
import io.continuo.model.Once;
import io.continuo.model.SessionChange;
import io.continuo.store.StoredMessage;

/** The changes of one session that wait to be made, in their order. Whoever has it must be alone with it. */
final class Line {

    private static final String MESSAGE_ID = "message_id";
    private static final String TIMESTAMP = "timestamp";

    private final Deque<Held> waiting = new ArrayDeque<>();
    private final Map<String, Held> byKey = new HashMap<>();
    private final Map<String, String> messageIds = new HashMap<>();
    private long notBefore = System.nanoTime();
    private boolean replayed;

    /** Whether nothing waits and nobody replays it. */
    boolean isOver() {
        return waiting.isEmpty() && !replayed;
    }

    int size() {
        return waiting.size();
    }

    /**
     * The change that waits under the idempotency key; null for none.
     *
     * @throws IdempotencyKeyReused if that is another request
     */
    @Nullable
    Held under(@Nullable Once once) {
        Held earlier = once == null ? null : byKey.get(once.key());
        if (earlier != null && !earlier.once().equals(once)) {
            throw new IdempotencyKeyReused();
        }
        return earlier;
    }

    /**
     * The messages of an append as they will be: those that wait already, or are known to be in the history, are duplicates.
     *
     * @throws MessageIdConflict if a message id belongs to another message
     */
    List<Message> messages(AppendMessages append, @Nullable Tail tail) {
        List<Message> messages = new ArrayList<>(append.messages().size());
        Map<String, String> within = new HashMap<>();
        for (int at = 0; at < append.messages().size(); at++) {
            NewMessage message = append.messages().get(at);
            String id = message.messageId();
            String digest = id == null ? null : messageIds.getOrDefault(id, within.get(id));
            if (digest != null && !digest.equals(message.digest())) {
                throw new MessageIdConflict(at);
            }
            Message stored = id == null || tail == null ? null : inHistory(message, id, tail, at);
            messages.add(stored != null ? stored : new Message(0, StoredMessage.of(message), digest != null));
            if (id != null) {
                within.put(id, message.digest());
            }
        }
        return messages;
    }

    private static @Nullable Message inHistory(NewMessage message, String id, Tail tail, int at) {
        JsonText wanted = JsonText.ofString(id);
        for (Message known : tail.messages()) {
            if (known.seq() > 0 && wanted.equals(known.stored().member(MESSAGE_ID))) {
                JsonText timestamp = known.stored().member(TIMESTAMP);
                boolean same = timestamp != null
                        && StoredMessage.of(message, Instant.parse(timestamp.asString()))
                                .equals(known.stored());
                if (!same) {
                    throw new MessageIdConflict(at);
                }
                return new Message(known.seq(), known.stored(), true);
            }
        }
        return null;
    }

    void add(Held held) {
        waiting.add(held);
        remember(held);
    }

    /** Takes a change out that could not be kept. */
    void remove(SessionChange<?> change) {
        waiting.removeIf(held -> held.change() == change);
        byKey.clear();
        messageIds.clear();
        waiting.forEach(this::remember);
    }

    /** Takes the first change out, which is made; what it was called is still known, so that a retry is not made again. */
    void removeFirst() {
        waiting.remove();
    }

    private void remember(Held held) {
        byKey.put(held.once().key(), held);
        if (held.change() instanceof AppendMessages append) {
            for (NewMessage message : append.messages()) {
                if (message.messageId() != null) {
                    messageIds.put(message.messageId(), message.digest());
                }
            }
        }
    }

    @Nullable
    Held first() {
        return waiting.peek();
    }

    /** Whether something waits that may be replayed now and is not; if so it is the caller's to replay. */
    boolean begin(long nanos) {
        if (waiting.isEmpty() || replayed || nanos - notBefore < 0) {
            return false;
        }
        replayed = true;
        return true;
    }

    /** Ends the replay where nothing is left; false where something is. */
    boolean end() {
        replayed = !waiting.isEmpty();
        return !replayed;
    }

    /** Breaks the replay off until later. */
    void putOff(long untilNanos) {
        replayed = false;
        notBefore = untilNanos;
    }
}
