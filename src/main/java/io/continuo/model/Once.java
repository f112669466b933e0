package io.continuo.model;

/**
 * An idempotency key, looked up before everything else in the step. The same key with the same digest gives the first
 * outcome again; with another digest it is {@link ContinuoException.IdempotencyKeyReused}. Kept for {@link #KEPT_HOURS}
 * hours, or until {@link #KEPT_WRITES} newer keyed writes of the session, and never longer than the session. Only writes
 * that succeeded are recorded, in the same step.
 *
 * @param key 1 to 200 visible ASCII characters
 * @param digest of method, path, query and body bytes of the request
 */
public record Once(String key, String digest) {

    public static final int KEPT_HOURS = 24;
    public static final int KEPT_WRITES = 1_000;
    /** How many of the newest {@code message_id}s of a session are remembered. */
    public static final int KEPT_MESSAGE_IDS = 1_000;
}
