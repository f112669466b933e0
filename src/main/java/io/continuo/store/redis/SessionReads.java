package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
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

/** Reads of one session: each is one run of {@code read_session.lua}, so one snapshot in one flight. */
final class SessionReads {

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
        Step step = begin(query.session(), null, false, now).arg(0).arg("").arg("");
        return read(query.session(), step).map(Read::isThere);
    }

    Uni<Session> load(LoadSession query, Instant now) {
        Integer history = query.history();
        Step step = begin(query.session(), query.sliding(), true, now)
                .arg(history == null ? 0 : history)
                .arg("")
                .arg("");
        return read(query.session(), step)
                .map(read -> form.read(
                        query.session().id(), read.meta(), read.state(), history == null ? null : read.messages()));
    }

    Uni<MessagePage> messages(ReadMessages query, Instant now) {
        Step step = begin(query.session(), query.sliding(), false, now)
                .arg(query.limit())
                .arg(text(query.after()))
                .arg(text(query.before()));
        return read(query.session(), step).map(read -> page(query, read.meta(), read.messages(), read.from()));
    }

    private Step begin(SessionKey session, @Nullable SessionPolicy sliding, boolean withState, Instant now) {
        return steps.beginRead(session, sliding, now).arg(sliding != null).arg(withState);
    }

    private Uni<Read> read(SessionKey session, Step step) {
        SessionKeys of = keys.of(session);
        return calls.ask(of.partition(), step).map(reply -> new Read(of, reply.get(0)));
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

    private static String text(@Nullable Long seq) {
        return seq == null ? "" : seq.toString();
    }

    /** The script's answer. */
    private record Read(SessionKeys of, Response reply) {

        boolean isThere() {
            String word = reply.get(0).toString();
            if ("foreign".equals(word)) {
                throw new StoredValueUnreadable(reply.get(1).toString());
            }
            return "ok".equals(word);
        }

        Meta meta() {
            if (!isThere()) {
                throw new SessionNotFound(of.id());
            }
            return Meta.of(Replies.fields(reply.get(1)), of.meta());
        }

        Map<String, byte[]> state() {
            return Replies.fields(reply.get(2));
        }

        long from() {
            return reply.get(3).toLong();
        }

        List<byte[]> messages() {
            return Replies.values(reply.get(4));
        }
    }
}
