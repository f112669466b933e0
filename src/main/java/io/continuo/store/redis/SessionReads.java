package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

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
 * Reads of one session: one transaction each, so one snapshot in one flight. Meta is read last, so that what was read
 * before it cannot have expired while meta had not.
 */
final class SessionReads {

    private static final int AT_THE_END = 2;

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final SessionSteps steps;
    private final SessionForm form;

    SessionReads(RedisKeys keys, RedisCalls calls, SessionSteps steps, SessionForm form) {
        this.keys = keys;
        this.calls = calls;
        this.steps = steps;
        this.form = form;
    }

    Uni<Boolean> exists(SessionExists query, Instant now) {
        return transaction(query.session(), null, now, List.of()).map(answer -> answer.isAlive(now));
    }

    Uni<Session> load(LoadSession query, Instant now) {
        SessionKeys of = keys.of(query.session());
        Integer history = query.history();
        List<Request> reads = new ArrayList<>();
        reads.add(Request.cmd(Command.HGETALL).arg(of.state()));
        if (history != null && history > 0) {
            reads.add(last(of, history));
        }
        return transaction(query.session(), query.sliding(), now, reads).map(answer -> {
            Meta meta = answer.alive(now);
            Map<String, byte[]> state = Replies.fields(answer.read(0, of.state()));
            List<byte[]> messages = Collections.emptyList();
            if (reads.size() > 1) {
                messages = Replies.values(answer.read(1, of.history()));
            }
            return form.read(query.session().id(), meta, state, history == null ? null : messages);
        });
    }

    Uni<MessagePage> messages(ReadMessages query, Instant now) {
        return query.before() == null && query.after() == null ? lastMessages(query, now) : pageOfMessages(query, now);
    }

    private Uni<MessagePage> lastMessages(ReadMessages query, Instant now) {
        SessionKeys of = keys.of(query.session());
        return transaction(query.session(), query.sliding(), now, List.of(last(of, query.limit())))
                .map(answer -> {
                    Meta meta = answer.alive(now);
                    List<byte[]> stored = Replies.values(answer.read(0, of.history()));
                    return page(query, meta, stored, meta.nextSeq() - stored.size());
                });
    }

    private Uni<MessagePage> pageOfMessages(ReadMessages query, Instant now) {
        SessionKeys of = keys.of(query.session());
        Step page = new Step(LuaScript.READ_MESSAGES, List.of(of.meta(), of.history()))
                .arg(query.after() == null ? "" : query.after().toString())
                .arg(query.before() == null ? "" : query.before().toString())
                .arg(query.limit());
        return calls.snapshot(
                        of.partition(),
                        withText -> requests(
                                query.session(), query.sliding(), now, List.of(page.request(withText)), withText))
                .map(elements -> new Snapshot(of, 1, elements))
                .map(answer -> {
                    Meta meta = answer.alive(now);
                    Response found = answer.read(0, of.history());
                    if (found == null || found.size() < 3) {
                        throw new StoredValueUnreadable(of.meta());
                    }
                    return page(
                            query,
                            meta,
                            Replies.values(found.get(2)),
                            found.get(1).toLong());
                });
    }

    private MessagePage page(ReadMessages query, Meta meta, List<byte[]> stored, long from) {
        SessionForm.Messages read = form.messages(stored, from);
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

    private static Request last(SessionKeys of, int count) {
        return Request.cmd(Command.LRANGE).arg(of.history()).arg(-(long) count).arg(-1);
    }

    private Uni<Snapshot> transaction(
            SessionKey session, @Nullable SessionPolicy sliding, Instant now, List<Request> reads) {
        SessionKeys of = keys.of(session);
        return calls.snapshot(of.partition(), withText -> requests(session, sliding, now, reads, withText))
                .map(elements -> new Snapshot(of, reads.size(), elements));
    }

    private List<Request> requests(
            SessionKey session, @Nullable SessionPolicy sliding, Instant now, List<Request> reads, boolean withText) {
        SessionKeys of = keys.of(session);
        List<Request> all = new ArrayList<>(reads.size() + 3);
        if (sliding != null) {
            all.add(steps.slide(session, sliding, now).request(withText));
        }
        all.addAll(reads);
        all.add(Request.cmd(Command.EXISTS).arg(of.state()).arg(of.history()));
        all.add(Request.cmd(Command.HGETALL).arg(of.meta()));
        return all;
    }

    /** The answer of a transaction whose last elements are whether there are keys beside meta, and meta. */
    private record Snapshot(SessionKeys of, int reads, List<Response> elements) {

        /** The meta of a session that is there. */
        Meta alive(Instant now) {
            Meta meta = meta();
            if (meta == null || meta.isExpired(now)) {
                throw new SessionNotFound(of.id());
            }
            return meta;
        }

        boolean isAlive(Instant now) {
            Meta meta = meta();
            return meta != null && !meta.isExpired(now);
        }

        /** The read of that place among those before the last elements. */
        @Nullable
        Response read(int at, String key) {
            // A slide, where there is one, is the first element.
            int first = elements.size() - AT_THE_END - reads;
            return RedisCalls.sound(elements.get(first + at), key);
        }

        private @Nullable Meta meta() {
            Map<String, byte[]> fields = Replies.fields(RedisCalls.sound(elements.get(elements.size() - 1), of.meta()));
            Response others = elements.get(elements.size() - 2);
            if (fields.isEmpty() && others != null && others.toLong() > 0) {
                throw new StoredValueUnreadable(of.state());
            }
            return fields.isEmpty() ? null : Meta.of(fields, of.meta());
        }
    }
}
