package io.continuo.support;

/** An error that Redis answered with; the message is the answer, such as {@code NOAUTH Authentication required.} */
public final class RedisErrorReply extends RuntimeException {

    public RedisErrorReply(String message) {
        super(message);
    }
}
