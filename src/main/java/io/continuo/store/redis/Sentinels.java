package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks the Sentinels who the master is: all at once, so that one that is frozen holds up nothing, and of the answers of
 * most of them believes the one with the newest configuration. The client library asks one after the other, waits for
 * the first for ever, and gives all of them the credentials of Redis.
 */
final class Sentinels {

    private record Answer(String address, long epoch) {}

    private final RedisClients clients;
    private final long limitMillis;
    private final AtomicReference<@Nullable Future<Target>> asking = new AtomicReference<>();

    Sentinels(RedisClients clients, RedisSettings settings) {
        this.clients = clients;
        this.limitMillis = settings.silenceLimit().toMillis();
    }

    /** The master; fails with a {@link Refusal}. Who asks while others do gets their answer. */
    Future<Target> master() {
        Promise<Target> promise = Promise.promise();
        Future<Target> running = asking.compareAndExchange(null, promise.future());
        if (running != null) {
            return running;
        }
        new Round(clients.seeds(), promise).begin();
        return promise.future().onComplete(done -> asking.set(null));
    }

    /** One question to all of them. */
    private final class Round {

        private final List<String> sentinels;
        private final Promise<Target> promise;
        private final List<Answer> answers = new ArrayList<>();
        private int silent;
        private @Nullable Refusal refusal;

        Round(List<String> sentinels, Promise<Target> promise) {
            this.sentinels = sentinels;
            this.promise = promise;
        }

        void begin() {
            sentinels.forEach(sentinel ->
                    ask(sentinel).onSuccess(this::answered).onFailure(why -> failed(sentinel, Refusal.of(why))));
        }

        private synchronized void answered(Answer answer) {
            answers.add(answer);
            decide();
        }

        private synchronized void failed(String sentinel, Refusal why) {
            silent++;
            refusal = new Refusal("the Sentinel at " + sentinel + " does not tell the master: " + why.why());
            decide();
        }

        private void decide() {
            boolean most = answers.size() > sentinels.size() / 2;
            if (!most && answers.size() + silent < sentinels.size()) {
                return;
            }
            answers.stream()
                    .max(Comparator.comparingLong(Answer::epoch))
                    .ifPresentOrElse(
                            newest -> promise.tryComplete(
                                    clients.server(newest.address()).ofMaster()),
                            () -> promise.tryFail(Objects.requireNonNull(refusal, "who does not answer fails")));
        }
    }

    private Future<Answer> ask(String sentinel) {
        Promise<Answer> promise = Promise.promise();
        Target target = clients.sentinel(sentinel);
        Wire wire = new Wire(
                clients, Future.succeededFuture(target), limitMillis, () -> promise.tryFail(new Refusal(Wire.CLOSED)));
        long timer = clients.vertx().setTimer(limitMillis, late -> promise.tryFail(new Refusal("it is silent")));
        wire.connection()
                .compose(connection -> connection.send(
                        Request.cmd(Command.SENTINEL).arg("MASTER").arg(clients.masterName())))
                .map(Sentinels::answer)
                .onSuccess(promise::tryComplete)
                .onFailure(promise::tryFail);
        return promise.future().onComplete(done -> {
            clients.vertx().cancelTimer(timer);
            wire.close();
        });
    }

    private static Answer answer(Response master) {
        String host = master.get("ip").toString();
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + master.get("port");
        return new Answer(address, master.get("config-epoch").toLong());
    }
}
