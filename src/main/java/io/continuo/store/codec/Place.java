package io.continuo.store.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Namespace;
import io.continuo.model.Origin;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;

/**
 * Where a value belongs: a sealed value opens at its own place only. It does not name the physical key, which depends on
 * prefix, partitions and store. The messages of a session share one place: their seq is not known when they are sealed.
 *
 * @param owner kind and id of whom it belongs to
 * @param member its name there, empty where the kind says it all
 */
public record Place(Namespace namespace, Owner owner, Kind kind, String member) {

    /** What a value is. */
    public enum Kind {
        STATE,
        METADATA,
        ORIGIN,
        MESSAGE,
        DOCUMENT,
        DICTIONARY,
        JOURNAL
    }

    /** Whom a value belongs to; the id is empty where it is the namespace itself. */
    record Owner(String kind, String id) {}

    public static Place state(SessionKey session, String member) {
        return of(session, Kind.STATE, member);
    }

    public static Place metadata(SessionKey session) {
        return of(session, Kind.METADATA, "");
    }

    public static Place createdVia(SessionKey session) {
        return of(session, Kind.ORIGIN, Origin.CREATED_VIA);
    }

    public static Place userAgent(SessionKey session) {
        return of(session, Kind.ORIGIN, Origin.USER_AGENT);
    }

    public static Place message(SessionKey session) {
        return of(session, Kind.MESSAGE, "");
    }

    /** No slash can be in a type or a key. */
    public static Place document(DocumentKey document) {
        return of(
                document.owner(),
                Kind.DOCUMENT,
                document.name().type() + "/" + document.name().key());
    }

    public static Place dictionary(Namespace namespace, int number) {
        return new Place(namespace, new Owner("namespace", ""), Kind.DICTIONARY, Integer.toString(number));
    }

    /**
     * A change that waits in a journal. Whose it is is inside, so the namespace says nothing.
     *
     * @param segment of which it is a part
     * @param entry which one it is there
     */
    public static Place journal(String segment, String entry) {
        return new Place(Namespace.DEFAULT, new Owner("segment", segment), Kind.JOURNAL, entry);
    }

    /** A change of what is the owner's that was given up. */
    public static Place deadLetter(DocumentOwner owner) {
        return of(owner, Kind.JOURNAL, "");
    }

    private static Place of(DocumentOwner owner, Kind kind, String member) {
        Owner named = owner instanceof SessionKey session
                ? new Owner("session", session.id().value())
                : new Owner("user", ((UserKey) owner).id().value());
        return new Place(owner.namespace(), named, kind, member);
    }

    /** The place in bytes; two places never have the same. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(96);
        put(out, namespace.name());
        put(out, owner.kind());
        put(out, owner.id());
        put(out, kind.name());
        put(out, member);
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, String part) {
        byte[] text = part.getBytes(StandardCharsets.UTF_8);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(text.length >>> shift);
        }
        out.write(text, 0, text.length);
    }
}
