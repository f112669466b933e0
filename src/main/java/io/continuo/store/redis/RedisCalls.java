package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.OutcomeUnknown;
import io.continuo.model.ContinuoException.StoreUnavailable;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.StoreHealth;

/**
 * Runs scripts and transactions and turns whatever goes wrong into a {@link ContinuoException}. Lazy: each subscription
 * sends anew.
 */
final class RedisCalls {

    /** Kinds of failures beside those that a server answers with. */
    private static final String AWAY = "away";

    private static final String UNANSWERED = "unanswered";
    private static final String OVERLOADED = "overloaded";

    /** All kinds of failures that {@link RedisEvents} is told of. */
    static final List<String> FAILURE_KINDS = Stream.concat(
                    Stream.of(AWAY, UNANSWERED, OVERLOADED),
                    Arrays.stream(ErrorReply.values()).map(ErrorReply::label))
            .toList();

    private final RedisLink link;
    private final RedisEvents events;
    private final Troubles troubles = new Troubles();

    RedisCalls(RedisLink link) {
        this(link, RedisEvents.NONE);
    }

    RedisCalls(RedisLink link, RedisEvents events) {
        this.link = link;
        this.events = events;
    }

    /** Runs a script that may write. */
    Uni<Response> change(int partition, Step step) {
        return uni(() -> send(partition, withText -> List.of(step.request(withText)), true)
                .map(answer -> answer.get(0)));
    }

    /** Runs a script that only reads. */
    Uni<Response> ask(int partition, Step step) {
        return uni(() -> send(partition, withText -> List.of(step.request(withText)), false)
                .map(answer -> answer.get(0)));
    }

    /** One command; true for {@code write} if it may change something. */
    Uni<Response> command(int partition, Request request, boolean write) {
        return uni(() -> send(partition, withText -> List.of(request), write).map(answer -> answer.get(0)));
    }

    /** Requests in one flight, for keys of the node of the partition; they only read. */
    Uni<List<Response>> together(int partition, Function<Boolean, List<Request>> requests) {
        return uni(() -> send(partition, requests, false));
    }

    /**
     * Reads in one transaction and one flight; three times as fast as a script where a history is long. A server whose memory
     * is full takes no transaction, but still runs a script that reads: then the step does it.
     */
    <T> Uni<T> snapshot(
            int partition,
            List<Request> requests,
            Function<List<Response>, T> fromAll,
            Step whenFull,
            Function<Response, T> fromStep) {
        List<Request> all = transaction(requests);
        return uni(() -> link.call(partition, all, false)
                .map(answer -> elements(answer.get(answer.size() - 1)))
                .onSuccess(answer -> troubles.well(false))
                .map(fromAll)
                .recover(failure -> is(ErrorReply.OOM, failure)
                        ? send(partition, withText -> List.of(whenFull.request(withText)), false)
                                .map(answer -> fromStep.apply(answer.get(0)))
                        : Future.failedFuture(translated(failure, partition, false))));
    }

    /** Requests that read, as one transaction in one flight. An element of the answer may be an error. */
    Uni<List<Response>> snapshot(int partition, List<Request> requests) {
        List<Request> all = transaction(requests);
        return uni(() ->
                send(partition, withText -> all, false).map(answer -> elements(answer.get(answer.size() - 1))));
    }

    private static List<Request> transaction(List<Request> requests) {
        List<Request> all = new ArrayList<>(requests.size() + 2);
        all.add(Request.cmd(Command.MULTI));
        all.addAll(requests);
        all.add(Request.cmd(Command.EXEC));
        return all;
    }

    /** The partitions, those of one node together. */
    Uni<List<List<Integer>>> partitionsByNode() {
        return uni(link::partitionsByNode);
    }

    /** What servers refuse now, a sentence for each. */
    List<String> troubles() {
        return troubles.now();
    }

    /** Whether the servers are there, and what is to be said of it. */
    StoreHealth health() {
        return link.health();
    }

    static boolean isError(@Nullable Response response) {
        return response != null && response.type() == ResponseType.ERROR;
    }

    private static List<Response> elements(Response executed) {
        List<Response> elements = new ArrayList<>(executed.size());
        executed.forEach(elements::add);
        return elements;
    }

    private Future<List<Response>> send(int partition, Function<Boolean, List<Request>> requests, boolean write) {
        return link.call(partition, requests.apply(false), write)
                .recover(failure -> is(ErrorReply.NOSCRIPT, failure)
                        ? link.call(partition, requests.apply(true), write)
                        : Future.failedFuture(failure))
                .onSuccess(answer -> troubles.well(write))
                .recover(failure -> Future.failedFuture(translated(failure, partition, write)));
    }

    private static boolean is(ErrorReply kind, Throwable failure) {
        return !(failure instanceof ContinuoException) && ErrorReply.of(failure) == kind;
    }

    private ContinuoException translated(Throwable failure, int partition, boolean write) {
        if (failure instanceof ContinuoException known) {
            events.failed(kind(known));
            return known;
        }
        ErrorReply kind = ErrorReply.of(failure);
        if (kind == ErrorReply.WRONGTYPE) {
            return new StoredValueUnreadable("of a key of this session or namespace");
        }
        events.failed(kind.label());
        troubles.met(kind, failure, write);
        if (kind == ErrorReply.READONLY) {
            link.demoted(partition);
        }
        return write && !kind.isCertainRefusal() ? new OutcomeUnknown(Call.RETRY_AFTER, null) : refused(kind);
    }

    private static StoreUnavailable refused(ErrorReply kind) {
        return kind.isAway()
                ? StoreUnavailable.away("The store cannot serve requests now.", Call.RETRY_AFTER)
                : new StoreUnavailable("The store refuses requests now.", Call.RETRY_AFTER, null);
    }

    private static String kind(ContinuoException failure) {
        if (failure instanceof OutcomeUnknown) {
            return UNANSWERED;
        }
        return failure instanceof StoreUnavailable unavailable && unavailable.away() ? AWAY : OVERLOADED;
    }

    private static <T> Uni<T> uni(Supplier<Future<T>> start) {
        return Uni.createFrom()
                .emitter(emitter -> start.get().onSuccess(emitter::complete).onFailure(emitter::fail));
    }
}
