package io.continuo.store.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.model.CaptureSession;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.CountSessions;
import io.continuo.model.DebugSession;
import io.continuo.model.FindOwner;
import io.continuo.model.ListDocuments;
import io.continuo.model.ListNamespaces;
import io.continuo.model.ListSessions;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadConfirmation;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.LoadUser;
import io.continuo.model.MeasureNamespace;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.ScanDocuments;
import io.continuo.model.ScanSessions;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.store.codec.ValueCodec;

/** The questions, each answered from one consistent snapshot. */
final class Reads {

    private final Sessions sessions;
    private final Views views;
    private final Lists lists;
    private final DocumentReads documents;
    private final UserReads users;
    private final Confirmations confirmations;
    private final Registers registers;
    private final Captures captures;
    private final Debugging debugging;
    private final Measuring measuring;

    Reads(Tables tables, ValueCodec codec) {
        sessions = new Sessions(tables);
        views = new Views(tables, codec);
        lists = new Lists(tables, views);
        documents = new DocumentReads(tables, codec);
        users = new UserReads(tables, views);
        confirmations = new Confirmations(tables);
        registers = new Registers(tables);
        captures = new Captures(tables, codec, views);
        debugging = new Debugging(tables, codec, views);
        measuring = new Measuring(tables);
    }

    /** The rules by which reading moves the expiry; null where it moves nothing. */
    static @Nullable SessionPolicy sliding(Query<?> query) {
        if (query instanceof LoadSession load) {
            return load.sliding();
        }
        return query instanceof ReadMessages read ? read.sliding() : null;
    }

    /** A query of the type {@code R} gives an {@code R}; the switch over its kinds cannot say so to the compiler. */
    Object read(Query<?> query, long now) {
        if (query instanceof LoadSession load) {
            return views.read(load.session(), living(load.session(), now), load.history());
        } else if (query instanceof SessionExists exists) {
            return sessions.living(exists.session(), now) != null;
        } else if (query instanceof ReadMessages read) {
            return messages(read, living(read.session(), now));
        } else if (query instanceof ListSessions list) {
            return lists.page(list, now);
        } else if (query instanceof CountSessions count) {
            Instant since = count.activeSince();
            return lists.count(count.namespace(), since == null ? null : since.toEpochMilli());
        } else if (query instanceof MeasureNamespace measure) {
            return measuring.measure(measure);
        } else if (query instanceof LoadDocument load) {
            return documents.load(load.document(), now);
        } else if (query instanceof ListDocuments list) {
            return documents.page(list, now);
        } else if (query instanceof ListUserSessions list) {
            return users.page(list, now);
        } else if (query instanceof LoadUser load) {
            return users.summary(load.user(), now);
        } else if (query instanceof LoadConfirmation load) {
            return confirmations.confirmation(load, now);
        } else if (query instanceof ListNamespaces) {
            return registers.namespaces();
        } else if (query instanceof LoadDictionaries load) {
            return registers.dictionaries(load.namespace());
        } else if (query instanceof CaptureSession capture) {
            return captures.capture(capture, living(capture.session(), now));
        } else if (query instanceof ScanSessions scan) {
            return captures.scan(scan);
        } else if (query instanceof ScanDocuments scan) {
            return captures.scan(scan);
        } else if (query instanceof FindOwner find) {
            return captures.owner(find);
        }
        return debugging.debug(((DebugSession) query).session(), now);
    }

    /** Lets a read count for the expiry; the version stays. */
    void slide(SessionKey key, SessionPolicy policy, Edit edit, long now) {
        SessionRow row = living(key, now);
        long lastInteraction = row.lastInteraction;
        row.interact(now, policy);
        sessions.update(edit, key, row, lastInteraction, row.user);
    }

    static SessionKey session(Query<?> query) {
        return query instanceof LoadSession load ? load.session() : ((ReadMessages) query).session();
    }

    private SessionRow living(SessionKey key, long now) {
        SessionRow row = sessions.living(key, now);
        if (row == null) {
            throw new SessionNotFound(key.id());
        }
        return row;
    }

    private MessagePage messages(ReadMessages read, SessionRow row) {
        long bound = read.before() == null ? row.nextSeq : Math.min(read.before(), row.nextSeq);
        bound = Math.max(bound, row.firstSeq);
        Long after = read.after();
        long from;
        long to;
        boolean more;
        if (after == null) {
            to = bound;
            from = Math.max(row.firstSeq, to - read.limit());
            more = from > row.firstSeq;
        } else {
            from = Math.min(bound, Math.max(row.firstSeq, after == Long.MAX_VALUE ? after : after + 1));
            to = Math.min(bound, from + read.limit());
            more = to < bound;
        }
        Views.Messages messages = views.messages(read.session(), row, from, to);
        List<Message> page = new ArrayList<>(messages.readable());
        if (read.newestFirst()) {
            Collections.reverse(page);
        }
        return new MessagePage(page, more, row.firstSeq, row.nextSeq, messages.unreadable());
    }
}
