package io.continuo.model;

/**
 * How much a namespace holds. Sessions and documents are counted by their indexes, which also have those that expired and were
 * not swept yet. Bytes are as the store keeps them, estimated from a sample where there is much.
 *
 * @param sample how many sessions, and about how many documents, are looked at for the bytes; zero to leave these out
 */
public record MeasureNamespace(Namespace namespace, int sample) implements Query<MeasureNamespace.Usage> {

    /** How much there is. */
    public record Usage(long sessions, long documents, long bytes) {

        public static final Usage NOTHING = new Usage(0, 0, 0);

        public Usage plus(Usage other) {
            return new Usage(sessions + other.sessions, documents + other.documents, bytes + other.bytes);
        }
    }
}
