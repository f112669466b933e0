package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.ContinuoException.MessageIdConflict;
import io.continuo.model.Message;
import io.continuo.model.NewMessage;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.store.StoredMessage;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/** The messages of an append: which of them are new, and where they lie. */
final class AppendStep {

    private final Tables tables;
    private final SessionValues values;
    private final Rings rings;
    private final AppendMessages append;
    private final SessionKey key;
    private final List<Rings.Place> places = new ArrayList<>();
    private long added;

    AppendStep(Tables tables, ValueCodec codec, Rings rings, AppendMessages append) {
        this.tables = tables;
        this.rings = rings;
        this.append = append;
        key = append.session();
        values = new SessionValues(codec, key);
    }

    /** Gives each message its place; a conflict is found before anything is written. */
    void place(SessionRow row, boolean existing) {
        Map<String, Rings.KnownMessage> inRequest = new HashMap<>();
        for (int i = 0; i < append.messages().size(); i++) {
            NewMessage message = append.messages().get(i);
            String id = message.messageId();
            Rings.KnownMessage known = id == null ? null : inRequest.get(id);
            if (known == null && id != null && existing) {
                known = rings.message(key, id);
            }
            if (known == null) {
                long seq = row.nextSeq + added++;
                long timestamp = message.timestamp().toEpochMilli();
                places.add(new Rings.Place(seq, timestamp, false));
                if (id != null) {
                    inRequest.put(id, new Rings.KnownMessage(message.digest(), seq, timestamp));
                }
            } else if (known.digest().equals(message.digest())) {
                places.add(new Rings.Place(known.seq(), known.timestamp(), true));
            } else {
                throw new MessageIdConflict(i);
            }
        }
    }

    boolean changes() {
        return added > 0;
    }

    List<Rings.Place> places() {
        return places;
    }

    /** Writes what is new and kept, and trims. */
    void write(Edit edit, SessionRow row) {
        long next = row.nextSeq + added;
        long first = Math.max(row.firstSeq, next - append.policy().historyLimit());
        byte[] prefix = row.history(key);
        for (long seq = row.firstSeq; seq < Math.min(first, row.nextSeq); seq++) {
            edit.remove(tables.history(), Keys.with(prefix, seq));
        }
        for (int i = 0; i < places.size(); i++) {
            Rings.Place place = places.get(i);
            if (!place.duplicate()) {
                write(edit, row, append.messages().get(i), place, place.seq() >= first);
            }
        }
        row.firstSeq = first;
        row.nextSeq = next;
    }

    private void write(Edit edit, SessionRow row, NewMessage message, Rings.Place place, boolean kept) {
        if (kept) {
            edit.put(
                    tables.history(),
                    Keys.with(row.history(key), place.seq()),
                    values.message(StoredMessage.of(message)));
        }
        String id = message.messageId();
        if (id != null) {
            rings.remember(
                    edit, key, row, id, new Rings.KnownMessage(message.digest(), place.seq(), place.timestamp()));
        }
    }

    Appended answer(Session session, long version, boolean created) {
        return new Appended(session, messages(places), version, created, changes(), false);
    }

    /** The answer of the first request once more, with today's session. */
    Appended replayed(Rings.Outcome first, Session session) {
        boolean changed = first.places().stream().anyMatch(place -> !place.duplicate());
        return new Appended(session, messages(first.places()), first.version(), first.created(), changed, true);
    }

    private List<Message> messages(List<Rings.Place> at) {
        List<Message> messages = new ArrayList<>(at.size());
        for (int i = 0; i < Math.min(at.size(), append.messages().size()); i++) {
            messages.add(message(append.messages().get(i), at.get(i)));
        }
        return messages;
    }

    private static Message message(NewMessage message, Rings.Place place) {
        return new Message(
                place.seq(), StoredMessage.of(message, Instant.ofEpochMilli(place.timestamp())), place.duplicate());
    }
}
