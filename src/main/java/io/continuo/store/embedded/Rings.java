package io.continuo.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.Once;
import io.continuo.model.SessionKey;

/**
 * What an owner, named by the beginning of its keys, remembers of idempotency keys and message ids: the newest of each. A record lies under its kind and key;
 * under its kind's other letter and its number lies the key, so that the one that has become too old is found.
 */
final class Rings {

    static final long KEPT_MILLIS = Once.KEPT_HOURS * 3_600_000L;

    /** A message's place as it was answered. */
    record Place(long seq, long timestamp, boolean duplicate) {}

    /** What the answer to a change of a document said beside its version. */
    record DocumentPlace(
            long bytes, long updatedAt, @Nullable Long expiresAt) {}

    /** The outcome of a keyed write. */
    record Outcome(
            String digest,
            long recordedAt,
            long version,
            boolean created,
            List<Place> places,
            @Nullable DocumentPlace document) {}

    /** A message id that was seen. */
    record KnownMessage(String digest, long seq, long timestamp) {}

    private final Tables tables;

    Rings(Tables tables) {
        this.tables = tables;
    }

    @Nullable
    Outcome outcome(byte[] owner, String key, long now) {
        byte[] bytes = tables.once().get(Keys.with(owner, "k" + key));
        if (bytes == null) {
            return null;
        }
        Fields.In in = new Fields.In(bytes);
        in.number();
        String digest = in.text();
        long recordedAt = in.number();
        long version = in.number();
        boolean created = in.number() == 1;
        List<Place> places = new ArrayList<>();
        for (long left = in.number(); left > 0; left--) {
            places.add(new Place(in.number(), in.number(), in.number() == 1));
        }
        DocumentPlace document = in.hasMore() ? new DocumentPlace(in.number(), in.number(), in.optional()) : null;
        return now - recordedAt < KEPT_MILLIS
                ? new Outcome(digest, recordedAt, version, created, places, document)
                : null;
    }

    /** @param number one more than that of the owner's last keyed write */
    void record(Edit edit, byte[] owner, long number, String key, Outcome outcome) {
        Fields.Out out = new Fields.Out()
                .number(number)
                .text(outcome.digest())
                .number(outcome.recordedAt())
                .number(outcome.version())
                .number(outcome.created() ? 1 : 0)
                .number(outcome.places().size());
        for (Place place : outcome.places()) {
            out.number(place.seq()).number(place.timestamp()).number(place.duplicate() ? 1 : 0);
        }
        DocumentPlace document = outcome.document();
        if (document != null) {
            out.number(document.bytes()).number(document.updatedAt()).optional(document.expiresAt());
        }
        turn(edit, owner, "k" + key, "K", number, Once.KEPT_WRITES, out.toBytes());
    }

    @Nullable
    KnownMessage message(SessionKey session, String id) {
        byte[] bytes = tables.once().get(Keys.with(Keys.session(session), "m" + id));
        if (bytes == null) {
            return null;
        }
        Fields.In in = new Fields.In(bytes);
        in.number();
        return new KnownMessage(in.text(), in.number(), in.number());
    }

    void remember(Edit edit, SessionKey session, SessionRow row, String id, KnownMessage message) {
        long number = ++row.messageIds;
        byte[] bytes = new Fields.Out()
                .number(number)
                .text(message.digest())
                .number(message.seq())
                .number(message.timestamp())
                .toBytes();
        turn(edit, Keys.session(session), "m" + id, "M", number, Once.KEPT_MESSAGE_IDS, bytes);
    }

    private void turn(Edit edit, byte[] prefix, String key, String ring, long number, int kept, byte[] bytes) {
        edit.put(tables.once(), Keys.with(prefix, key), bytes);
        byte[] numbers = Keys.with(prefix, ring);
        edit.put(tables.once(), Keys.with(numbers, number), key.getBytes(StandardCharsets.UTF_8));
        byte[] oldest = edit.remove(tables.once(), Keys.with(numbers, number - kept));
        if (oldest != null) {
            byte[] old = Keys.with(prefix, new String(oldest, StandardCharsets.UTF_8));
            byte[] record = tables.once().get(old);
            // The key may have come again since, under a newer number.
            if (record != null && new Fields.In(record).number() == number - kept) {
                edit.remove(tables.once(), old);
            }
        }
    }
}
