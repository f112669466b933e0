package io.continuo.store;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.Document;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.ListDocuments;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadUser;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.model.UserSummary;

/** What the facts about documents, users and sweeps stand on. A document is named {@code type/key} here. */
public abstract class DocumentFacts extends StoreFacts {

    /** Longer than a session of the facts lives. */
    protected static final Duration LONG = Duration.ofHours(5);

    private static final int ENOUGH = 10_000;

    protected final UserKey u1 = user("u1");

    protected UserKey user(String id) {
        return new UserKey(namespace, new UserId(id));
    }

    protected static DocumentKey document(DocumentOwner owner, String name) {
        int slash = name.indexOf('/');
        return DocumentKey.of(owner, name.substring(0, slash), name.substring(slash + 1));
    }

    protected static DocumentBuilder on(DocumentOwner owner, String name) {
        return DocumentBuilder.on(document(owner, name));
    }

    protected DocumentEntry put(DocumentOwner owner, String name) {
        return apply(on(owner, name).put("{\"a\":1}")).entry();
    }

    protected DocumentEntry put(DocumentOwner owner, String name, Duration ttl) {
        return apply(on(owner, name).ttl(ttl).put("{\"a\":1}")).entry();
    }

    protected Document load(DocumentOwner owner, String name) {
        return read(new LoadDocument(document(owner, name)));
    }

    protected void absent(DocumentOwner owner, String name) {
        refused(DocumentNotFound.class, new LoadDocument(document(owner, name)));
    }

    protected DocumentPage documents(DocumentOwner owner) {
        return read(new ListDocuments(owner, null, null, 500));
    }

    protected List<String> names(DocumentOwner owner) {
        return names(documents(owner));
    }

    protected static List<String> names(DocumentPage page) {
        return page.documents().stream()
                .map(DocumentEntry::name)
                .map(DocumentFacts::spelled)
                .toList();
    }

    private static String spelled(DocumentName name) {
        return name.type() + "/" + name.key();
    }

    protected UserSummary summary(UserKey user) {
        return read(new LoadUser(user));
    }

    protected Sweep sweep(SweepSessions.Which which) {
        return Sweep.sessions(store(), namespace, which, ENOUGH, false, now);
    }

    protected Sweep sweep(SweepDocuments.Which which) {
        return Sweep.documents(store(), namespace, which, ENOUGH, false, now);
    }

    /** A dry run that leaves the whole picture as it is and gives what the real one, which follows, does. */
    protected Sweep sweepTwice(Picture.Of what, SweepSessions.Which which) {
        Picture before = what.now(store(), now);
        Sweep dry = Sweep.sessions(store(), namespace, which, ENOUGH, true, now);
        before.isStill(what.now(store(), now));
        return dry.agreesWith(sweep(which));
    }

    /** The same of documents. */
    protected Sweep sweepTwice(Picture.Of what, SweepDocuments.Which which) {
        Picture before = what.now(store(), now);
        Sweep dry = Sweep.documents(store(), namespace, which, ENOUGH, true, now);
        before.isStill(what.now(store(), now));
        return dry.agreesWith(sweep(which));
    }

    /** Everything of the sessions and users that are named. */
    protected Picture.Of pictureOf(List<? extends DocumentOwner> owners, String... types) {
        return new Picture.Of(namespace, List.copyOf(owners), Set.of(types));
    }

    protected static Removed removed(long sessions, long expired, long messages, long documents, long entries) {
        return new Removed(sessions, expired, messages, documents, entries);
    }

    protected static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("null");
        }
        return value;
    }
}
