package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** One connection to a server, with a client of its own so that closing it really closes it, whatever its state. */
final class Wire {

    /** The reason of the {@link Refusal} where the wire was closed from here. */
    static final String CLOSED = "the connection was given up";

    private final RedisClients clients;
    private final ContextInternal loop;
    private final Runnable onLost;
    private final Promise<RedisConnection> made = Promise.promise();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final long limitMillis;
    private final long timer;
    private volatile boolean overTls;
    private @Nullable Redis client;

    /**
     * Begins to connect.
     *
     * @param to where to; may take its time, and fail
     * @param limitMillis in what time the server must have let us in
     * @param onLost run once, on any thread, when the connection could not be made, is lost, or is closed
     */
    Wire(RedisClients clients, Future<Target> to, long limitMillis, Runnable onLost) {
        this.clients = clients;
        this.loop = ((VertxInternal) clients.vertx()).createEventLoopContext();
        this.onLost = onLost;
        this.limitMillis = limitMillis;
        this.timer = clients.vertx().setTimer(limitMillis, late -> tooLate());
        to.compose(this::enter).onSuccess(this::entered).onFailure(this::failed);
    }

    /** Completes when the server has let us in; fails with a {@link Refusal} in bounded time where it does not. */
    Future<RedisConnection> connection() {
        return made.future();
    }

    boolean lost() {
        return lost.get();
    }

    /** Sends requests together; only once there is a connection. The answer comes to the context of the caller. */
    Future<List<Response>> send(List<Request> requests) {
        return send(connection().result(), requests);
    }

    /**
     * Goes to the event loop of the connection first. Elsewhere the client library has each part of an answer noted on another
     * thread, several at a time, which loses the whole answer now and then where more than one part is an error.
     */
    private Future<List<Response>> send(RedisConnection connection, List<Request> requests) {
        Promise<List<Response>> answer = promiseHere();
        loop.emit(requests, all -> handTo(connection, all).onComplete(answer));
        return answer.future();
    }

    /** A promise whose future is completed in the context that is the present one; anywhere where there is none. */
    static <T> Promise<T> promiseHere() {
        ContextInternal here = ContextInternal.current();
        return here == null ? Promise.promise() : here.promise();
    }

    private static Future<List<Response>> handTo(RedisConnection connection, List<Request> requests) {
        return requests.size() == 1 ? connection.send(requests.get(0)).map(Wire::single) : connection.batch(requests);
    }

    private static List<Response> single(Response response) {
        // A list that takes null, which stands for a nil reply.
        List<Response> answer = new ArrayList<>(1);
        answer.add(response);
        return answer;
    }

    void close() {
        close(new Refusal(CLOSED));
    }

    private void close(Refusal why) {
        if (lost.compareAndSet(false, true)) {
            clients.vertx().cancelTimer(timer);
            Redis open = swapped(null);
            if (open != null) {
                open.close();
            }
            made.tryFail(why);
            onLost.run();
        }
    }

    private void tooLate() {
        String hint = overTls ? "; write redis:// if it does not speak TLS" : "";
        close(new Refusal("it did not let us in within " + limitMillis + " ms" + hint));
    }

    private void entered(RedisConnection connection) {
        clients.vertx().cancelTimer(timer);
        connection.endHandler(end -> close());
        connection.exceptionHandler(broken -> close());
        made.tryComplete(connection);
    }

    private void failed(Throwable why) {
        close(Refusal.of(why));
    }

    /**
     * The client library begins with PING, because it never ends where a HELLO is answered with an error that it does not
     * know. A server that refuses PING but may serve us all the same is greeted with HELLO.
     */
    private Future<RedisConnection> enter(Target target) {
        overTls = target.overTls();
        return connect(target, false)
                .recover(refused ->
                        ErrorReply.refusesPingOnly(refused) ? connect(target, true) : Future.failedFuture(refused))
                .compose(connection -> introduce(target, connection));
    }

    private Future<RedisConnection> connect(Target target, boolean byHello) {
        Promise<RedisConnection> connected = Promise.promise();
        // The connection belongs to the context in which its client is made.
        loop.emit(target, at -> connectHere(at, byHello).onComplete(connected));
        return connected.future();
    }

    private Future<RedisConnection> connectHere(Target target, boolean byHello) {
        Redis fresh = clients.open(target, byHello);
        Redis before = swapped(fresh);
        if (before != null) {
            before.close();
        }
        if (lost()) {
            fresh.close();
            return Future.failedFuture(new Refusal(CLOSED));
        }
        return fresh.connect();
    }

    private Future<RedisConnection> introduce(Target target, RedisConnection connection) {
        List<Request> words = target.introduction();
        Future<?> known = target.password() == null ? mustNeedNoPassword(connection) : Future.succeededFuture();
        return known.compose(in -> words.isEmpty() ? Future.succeededFuture() : send(connection, words))
                .compose(in -> target.master() ? mustBeMaster(connection) : Future.succeededFuture())
                .map(in -> connection);
    }

    /** The client library lets us in where a password is missing; what is then sent may end the connection unanswered. */
    private static Future<?> mustNeedNoPassword(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.PING))
                .recover(refused -> ErrorReply.isConnectionLoss(refused) || ErrorReply.of(refused) == ErrorReply.NOAUTH
                        ? Future.failedFuture(refused)
                        : Future.succeededFuture());
    }

    /** Sentinels may name a server a moment before it is the master, or a moment after. */
    private static Future<Void> mustBeMaster(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.ROLE))
                .map(role -> "master".equals(role.get(0).toString()))
                .recover(refused -> ErrorReply.of(refused) == ErrorReply.NOPERM
                        ? Future.succeededFuture(true)
                        : Future.failedFuture(refused))
                .compose(master -> master
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Refusal("the Sentinels name it, but it is not the master yet")));
    }

    private synchronized @Nullable Redis swapped(@Nullable Redis next) {
        Redis before = client;
        client = next;
        return before;
    }
}
