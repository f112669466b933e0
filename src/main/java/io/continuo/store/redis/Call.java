package io.continuo.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;

/**
 * Requests that travel together, and what became of them. It ends once, by whoever is first; the caller is told in the
 * context of the call.
 */
final class Call {

    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private enum Stage {
        HERE,
        SENT,
        ENDED
    }

    private final List<Request> requests;
    private final boolean write;
    private final long mostBeats;
    private final Promise<List<Response>> promise = Wire.promiseHere();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.HERE);
    private volatile @Nullable Wire wire;
    private volatile boolean secondTry;
    private volatile long beats;

    /**
     * @param mostBeats for how many beats of the server's heart an answer is waited for: a pause of this process, however
     *     long, is one beat, and does not make the answer that came meanwhile a late one
     */
    Call(List<Request> requests, boolean write, long mostBeats) {
        this.requests = requests;
        this.write = write;
        this.mostBeats = mostBeats;
    }

    Future<List<Response>> future() {
        return promise.future();
    }

    List<Request> requests() {
        return requests;
    }

    /** Whether the requests may change something. */
    boolean writes() {
        return write;
    }

    /** A beat has passed; only the heartbeat tells. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // there is one writer
    void beat() {
        beats++;
    }

    boolean overdue() {
        return beats > mostBeats;
    }

    @Nullable
    Wire wire() {
        return wire;
    }

    void travelsOn(Wire chosen) {
        wire = chosen;
    }

    /** Whether the requests may be handed to a connection now: from then on they may have been carried out. */
    boolean handOver() {
        return stage.compareAndSet(Stage.HERE, Stage.SENT);
    }

    /** Takes back what was sent and came to nothing; false where the call has ended meanwhile. */
    boolean comeBack() {
        return stage.compareAndSet(Stage.SENT, Stage.HERE);
    }

    /**
     * Whether the call may go out once more after its connection was lost.
     *
     * @param certainlyNotSent whether nothing of it left this process
     */
    boolean mayTryAgain(boolean certainlyNotSent) {
        if (secondTry || (write && !certainlyNotSent) || overdue()) {
            return false;
        }
        secondTry = true;
        return stage.get() == Stage.HERE || comeBack();
    }

    void answer(List<Response> answer) {
        if (stage.getAndSet(Stage.ENDED) != Stage.ENDED) {
            promise.complete(answer);
        }
    }

    /** Ends the call with an error that the server answered with. */
    void refuse(Throwable reply) {
        if (stage.getAndSet(Stage.ENDED) != Stage.ENDED) {
            promise.fail(reply);
        }
    }

    /** Ends a call of which it is certain that nothing was sent. */
    void notSent(StoreUnavailable why) {
        if (stage.getAndSet(Stage.ENDED) != Stage.ENDED) {
            promise.fail(why);
        }
    }

    /** Ends a call whose answer will not come. */
    void lose(StoreUnavailable why) {
        Stage before = stage.getAndSet(Stage.ENDED);
        if (before != Stage.ENDED) {
            promise.fail(write && before == Stage.SENT ? new OutcomeUnknown(RETRY_AFTER, null) : why);
        }
    }
}
