package io.continuo.model;

/**
 * What was taken out, or would be, by kind.
 *
 * @param sessions living ones
 * @param expiredSessions ones that had expired and of which something was still there
 * @param messages the kept messages of the living sessions
 * @param documents living documents
 * @param entries entries of indexes and registers that pointed nowhere
 */
public record Removed(long sessions, long expiredSessions, long messages, long documents, long entries) {

    public static final Removed NOTHING = new Removed(0, 0, 0, 0, 0);

    public Removed plus(Removed other) {
        return new Removed(
                sessions + other.sessions,
                expiredSessions + other.expiredSessions,
                messages + other.messages,
                documents + other.documents,
                entries + other.entries);
    }
}
