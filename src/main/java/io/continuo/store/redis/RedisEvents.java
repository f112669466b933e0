package io.continuo.store.redis;

/** Told of what happens on the way to Redis, by any thread. */
public interface RedisEvents {

    /** Nobody listens. */
    RedisEvents NONE = new RedisEvents() {
        @Override
        public void failed(String kind) {}

        @Override
        public void reconnected() {}
    };

    /** A call failed; one of {@link RedisSessionStore#failureKinds()}. */
    void failed(String kind);

    /** A watched connection was lost and has been made anew. */
    void reconnected();
}
