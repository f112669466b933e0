package io.continuo.api;

import java.util.List;
import java.util.function.LongPredicate;

import jakarta.ws.rs.core.Response.Status;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import io.continuo.api.http.RequestAudit;
import io.continuo.api.http.RequestId;
import io.continuo.api.http.StoreHeader;
import io.continuo.api.problem.Problem;
import io.continuo.json.JsonWriter;
import io.continuo.model.Accepted;
import io.continuo.model.Appended;
import io.continuo.model.Fallback;
import io.continuo.model.Message;
import io.continuo.model.MessagePage;
import io.continuo.model.Namespace;
import io.continuo.model.Role;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPage;
import io.continuo.model.SessionWritten;

/** What a success looks like on the wire. */
final class Answers {

    static final String SESSIONS = "/api/v1/sessions";

    private Answers() {}

    /** The session after a write: 201 with its place where the write created it, else 200. */
    static RestResponse<byte[]> written(SessionWritten written) {
        Accepted accepted = written.accepted();
        if (accepted != null) {
            Session known = written.known();
            byte[] body = known == null ? nameOf(accepted.session()) : session(known);
            return accepted(accepted, body, written.replayed());
        }
        Session session = written.session();
        ResponseBuilder<byte[]> answer = json(written.created() ? Status.CREATED : Status.OK, session(session))
                .header("ETag", EntityTags.of(written.version()));
        if (written.created()) {
            answer.header("Location", SESSIONS + "/" + session.id());
        }
        return replayed(answer, written.replayed()).build();
    }

    /** 204 after a write whose answer carries nothing. */
    static RestResponse<byte[]> done(SessionWritten written) {
        ResponseBuilder<byte[]> answer = ResponseBuilder.create(Status.NO_CONTENT);
        return replayed(answer, written.replayed()).build();
    }

    /** 304 where the caller already has this version. */
    static RestResponse<byte[]> loaded(LongPredicate held, Session session) {
        if (session.fallback() != null) {
            return from(session.fallback(), json(Status.OK, session(session))).build();
        }
        String tag = EntityTags.of(session.version());
        if (held.test(session.version())) {
            return ResponseBuilder.<byte[]>create(Status.NOT_MODIFIED)
                    .header("ETag", tag)
                    .build();
        }
        return json(Status.OK, session(session)).header("ETag", tag).build();
    }

    static RestResponse<byte[]> appended(Appended appended) {
        Session session = appended.known();
        JsonWriter out = new JsonWriter(512).beginObject().name("data");
        SessionJson.messages(out, appended.messages());
        if (session != null) {
            out.name("session");
            SessionJson.write(out, session);
        }
        return answer(appended, anyNew(appended) ? Status.CREATED : Status.OK, out);
    }

    /** The beginning of a turn: the session with its state, the message, and the history that was asked for. */
    static RestResponse<byte[]> input(Appended appended) {
        Session session = appended.known();
        Message message = appended.messages().get(0);
        JsonWriter out = new JsonWriter(1024).beginObject();
        if (session != null) {
            out.name("session");
            SessionJson.write(out, withoutHistory(session));
        }
        out.name("message");
        SessionJson.write(out, message);
        SessionJson.history(out, "history", session == null ? null : session.history());
        return answer(appended, appended.created() ? Status.CREATED : Status.OK, out);
    }

    /** 200 or 404, without a body. */
    static RestResponse<byte[]> existence(boolean exists) {
        return RestResponse.status(exists ? Status.OK : Status.NOT_FOUND);
    }

    /** A page of messages, only those of one role where it is given. */
    static RestResponse<byte[]> page(MessagePage page, @Nullable Role only) {
        JsonWriter out = new JsonWriter(4096).beginObject().name("data").beginArray();
        for (Message message : page.messages()) {
            if (only == null || SessionJson.isBy(message, only)) {
                SessionJson.write(out, message);
            }
        }
        out.endArray();
        out.member("has_more", page.hasMore()).name("first_seq");
        boolean empty = page.total() == 0;
        seq(out, empty, page.firstSeq());
        out.name("last_seq");
        seq(out, empty || page.messages().stream().anyMatch(message -> message.seq() == 0), page.nextSeq() - 1);
        out.member("total", page.total()).member("trimmed", page.trimmed());
        if (!page.unreadable().isEmpty()) {
            out.name("unreadable").beginArray();
            page.unreadable().forEach(out::value);
            out.endArray();
        }
        return from(page.fallback(), json(Status.OK, out.endObject().toBytes())).build();
    }

    static RestResponse<byte[]> page(Namespace namespace, SessionPage page) {
        JsonWriter out = new JsonWriter(4096).beginObject().name("data").beginArray();
        page.sessions().forEach(session -> SessionJson.write(out, session));
        more(out.endArray(), page.next() == null ? null : Cursors.write(namespace, page.next()));
        return json(Status.OK, out.member("total", page.total()).endObject().toBytes())
                .build();
    }

    /** A problem as the answer of the whole request. */
    static RestResponse<byte[]> problem(Problem problem, RoutingContext context) {
        RequestAudit.failed(RequestAudit.note(context), problem);
        ResponseBuilder<byte[]> answer = ResponseBuilder.<byte[]>create(
                        problem.type().status())
                .entity(problem.toJson(path(context), RequestId.of(context)))
                .header("Content-Type", Problem.MEDIA_TYPE);
        String retryAfter = problem.retryAfterSeconds();
        return retryAfter == null
                ? answer.build()
                : answer.header("Retry-After", retryAfter).build();
    }

    static String path(RoutingContext context) {
        return String.valueOf(context.request().path());
    }

    /**
     * A page of a list.
     *
     * @param out the answer with its {@code data}
     * @param next where the next page begins, null where this is the last
     */
    static RestResponse<byte[]> page(JsonWriter out, @Nullable String next) {
        more(out, next);
        return json(Status.OK, out.endObject().toBytes()).build();
    }

    private static void more(JsonWriter out, @Nullable String next) {
        out.member("has_more", next != null).name("next_cursor");
        if (next == null) {
            out.nullValue();
        } else {
            out.value(next);
        }
    }

    static ResponseBuilder<byte[]> json(Status status, byte[] body) {
        return ResponseBuilder.create(status, body).header("Content-Type", "application/json");
    }

    /** Whether the call, or the one whose outcome is replayed, appended anything. */
    private static boolean anyNew(Appended appended) {
        return appended.messages().stream().anyMatch(message -> !message.duplicate());
    }

    private static RestResponse<byte[]> answer(Appended appended, Status status, JsonWriter out) {
        Accepted accepted = appended.accepted();
        Session session = appended.known();
        byte[] body = out.endObject().toBytes();
        if (accepted != null) {
            return accepted(accepted, body, appended.replayed());
        }
        ResponseBuilder<byte[]> answer = json(status, body).header("ETag", EntityTags.of(appended.version()));
        if (appended.created() && session != null) {
            answer.header("Location", SESSIONS + "/" + session.id());
        }
        return replayed(answer, appended.replayed()).build();
    }

    /** 202: it will be made when the store is back; version and seq are given then. */
    private static RestResponse<byte[]> accepted(Accepted accepted, byte[] body, boolean replayed) {
        return replayed(from(accepted.fallback(), json(Status.ACCEPTED, body)), replayed)
                .build();
    }

    private static ResponseBuilder<byte[]> from(@Nullable Fallback fallback, ResponseBuilder<byte[]> answer) {
        return fallback == null ? answer : answer.header(StoreHeader.NAME, StoreHeader.of(fallback));
    }

    /** All that can be said of a session that is not known here. */
    private static byte[] nameOf(SessionKey session) {
        return new JsonWriter(128)
                .beginObject()
                .member("session_id", session.id().value())
                .name("version")
                .nullValue()
                .endObject()
                .toBytes();
    }

    static ResponseBuilder<byte[]> replayed(ResponseBuilder<byte[]> answer, boolean replayed) {
        return replayed ? answer.header("Idempotency-Replayed", "true") : answer;
    }

    private static void seq(JsonWriter out, boolean none, long seq) {
        if (none) {
            out.nullValue();
        } else {
            out.value(seq);
        }
    }

    private static byte[] session(Session session) {
        JsonWriter out = new JsonWriter(1024);
        SessionJson.write(out, session);
        return out.toBytes();
    }

    private static Session withoutHistory(Session session) {
        return new Session(
                session.id(),
                session.userId(),
                session.state(),
                session.metadata(),
                session.messageCount(),
                session.totalMessages(),
                session.version(),
                session.createdAt(),
                session.lastInteraction(),
                session.expiresAt(),
                null,
                session.unreadableState(),
                List.copyOf(session.unreadableMessages()));
    }
}
