package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import org.jspecify.annotations.Nullable;

import io.continuo.model.CaptureSession;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.LoadSession;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.ReadMessages;
import io.continuo.model.Session;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;

/**
 * Reads of one session, each one snapshot in one flight: the session with its last messages as a transaction, all else as
 * one run of {@code read_session.lua}.
 */
final class SessionReads {

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final SessionSteps steps;
    private final Coding coding;
    private final SessionForm form;

    SessionReads(RedisKeys keys, RedisCalls calls, SessionSteps steps, Coding coding, SessionForm form) {
        this.keys = keys;
        this.calls = calls;
        this.steps = steps;
        this.coding = coding;
        this.form = form;
    }

    Uni<Boolean> exists(SessionExists query, Instant now) {
        Step step = begin(query.session(), null, false, now).arg(0).arg("").arg("");
        return read(query.session(), step).map(Read::isThere);
    }

    Uni<Session> load(LoadSession query, Instant now) {
        Integer history = query.history();
        Step step = begin(query.session(), query.sliding(), true, now)
                .arg(history == null ? 0 : history)
                .arg("")
                .arg("");
        Uni<Read> read = query.sliding() == null
                ? snapshot(query.session(), history == null ? 0 : history, true, step, now)
                : read(query.session(), step);
        return read.call(found -> coding.readyFor(query.namespace(), found.values()))
                .map(found -> form.read(
                        query.session(), found.meta(), found.state(), history == null ? null : found.messages()));
    }

    Uni<MessagePage> messages(ReadMessages query, Instant now) {
        Step step = begin(query.session(), query.sliding(), false, now)
                .arg(query.limit())
                .arg(text(query.after()))
                .arg(text(query.before()));
        boolean last = query.after() == null && query.before() == null;
        Uni<Read> read = last && query.sliding() == null
                ? snapshot(query.session(), query.limit(), false, step, now)
                : read(query.session(), step);
        return read.call(found -> coding.readyFor(query.namespace(), found.values()))
                .map(found -> page(query, found.meta(), found.messages(), found.from()));
    }

    Uni<CaptureSession.Captured> capture(CaptureSession query, Instant now) {
        boolean first = query.after() == null;
        Step step = begin(query.session(), null, first, now)
                .arg(query.limit())
                .arg(first ? "0" : text(query.after()))
                .arg("");
        return read(query.session(), step)
                .call(found -> coding.readyFor(query.namespace(), found.values()))
                .map(found ->
                        form.captured(query.session(), found.meta(), found.state(), found.from(), found.messages()));
    }

    private Step begin(SessionKey session, @Nullable SessionPolicy sliding, boolean withState, Instant now) {
        return steps.beginRead(session, sliding, now).arg(sliding != null).arg(withState);
    }

    private Uni<Read> read(SessionKey session, Step step) {
        SessionKeys of = keys.of(session);
        return calls.ask(of.partition(), step).map(reply -> Read.of(of, reply.get(0)));
    }

    /** The last messages, the state or only its size, and the meta. */
    private Uni<Read> snapshot(SessionKey session, int last, boolean withState, Step whenFull, Instant now) {
        SessionKeys of = keys.of(session);
        Request history = last == 0
                ? Request.cmd(Command.LLEN).arg(of.history())
                : Request.cmd(Command.LRANGE).arg(of.history()).arg(-last).arg(-1);
        Request state = Request.cmd(withState ? Command.HGETALL : Command.HLEN).arg(of.state());
        Request meta = Request.cmd(Command.HGETALL).arg(of.meta());
        return calls.snapshot(
                of.partition(),
                List.of(meta, state, history),
                replies -> Read.of(of, replies, now),
                whenFull,
                reply -> Read.of(of, reply.get(0)));
    }

    private MessagePage page(ReadMessages query, Meta meta, List<byte[]> stored, long from) {
        SessionForm.Messages read = form.messages(query.session(), stored, from);
        List<Message> messages = new ArrayList<>(read.sound());
        if (query.newestFirst()) {
            Collections.reverse(messages);
        }
        long end = meta.nextSeq();
        if (query.after() != null && query.before() != null) {
            end = Math.min(end, query.before());
        }
        boolean more = query.after() == null ? from > meta.firstSeq() : from + stored.size() < end;
        return new MessagePage(messages, more, meta.firstSeq(), meta.nextSeq(), read.unreadable());
    }

    private static String text(@Nullable Long seq) {
        return seq == null ? "" : seq.toString();
    }

    /** What there is of a session; the meta is null where there is none. */
    private record Read(
            SessionKeys of, @Nullable Meta found, Map<String, byte[]> state, long from, List<byte[]> messages) {

        private static final List<byte[]> NONE = List.of();

        /** The script's answer. */
        static Read of(SessionKeys of, Response reply) {
            String word = reply.get(0).toString();
            if ("foreign".equals(word)) {
                throw new StoredValueUnreadable(reply.get(1).toString());
            }
            return "ok".equals(word)
                    ? new Read(
                            of,
                            Meta.of(Replies.fields(reply.get(1)), of.meta()),
                            Replies.fields(reply.get(2)),
                            reply.get(3).toLong(),
                            Replies.values(reply.get(4)))
                    : missing(of);
        }

        /** The replies of the transaction: meta, state or its size, messages or their number. */
        static Read of(SessionKeys of, List<Response> replies, Instant now) {
            for (int at = 0; at < replies.size(); at++) {
                if (RedisCalls.isError(replies.get(at))) {
                    throw new StoredValueUnreadable(of.own().get(at));
                }
            }
            Response meta = replies.get(0);
            if (meta.size() == 0) {
                return withoutMeta(of, replies);
            }
            Meta found = Meta.of(Replies.fields(meta), of.meta());
            if (found.isExpired(now)) {
                return missing(of);
            }
            Response state = replies.get(1);
            Response history = replies.get(2);
            List<byte[]> messages = isList(history) ? Replies.values(history) : NONE;
            return new Read(
                    of,
                    found,
                    isList(state) ? Replies.fields(state) : Map.of(),
                    found.nextSeq() - messages.size(),
                    messages);
        }

        /** A state or a history without its meta was not left so by this service. */
        private static Read withoutMeta(SessionKeys of, List<Response> replies) {
            for (int at = 1; at < replies.size(); at++) {
                Response reply = replies.get(at);
                if (isList(reply) ? reply.size() > 0 : reply.toLong() > 0) {
                    throw new StoredValueUnreadable(of.own().get(at));
                }
            }
            return missing(of);
        }

        private static Read missing(SessionKeys of) {
            return new Read(of, null, Map.of(), 0, NONE);
        }

        private static boolean isList(Response reply) {
            return reply.type() == ResponseType.MULTI;
        }

        Collection<byte[]> values() {
            List<byte[]> values = new ArrayList<>(messages);
            values.addAll(state.values());
            if (found != null) {
                values.addAll(found.values());
            }
            return values;
        }

        boolean isThere() {
            return found != null;
        }

        Meta meta() {
            if (found == null) {
                throw new SessionNotFound(of.id());
            }
            return found;
        }
    }
}
