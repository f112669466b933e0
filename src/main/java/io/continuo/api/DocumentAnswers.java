package io.continuo.api;

import java.util.function.LongPredicate;

import jakarta.ws.rs.core.Response.Status;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonWriter;
import io.continuo.model.DeleteDocument;
import io.continuo.model.Document;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.PutDocument;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.store.Timestamps;

/** What a success with documents looks like on the wire. */
final class DocumentAnswers {

    private DocumentAnswers() {}

    /** The document as a list shows it: 201 with its place where the write created it, else 200. */
    static RestResponse<byte[]> written(DocumentKey document, PutDocument.Written written) {
        JsonWriter out = new JsonWriter();
        write(out, written.entry());
        ResponseBuilder<byte[]> answer = Answers.json(written.created() ? Status.CREATED : Status.OK, out.toBytes())
                .header("ETag", EntityTags.of(written.entry().version()));
        if (written.created()) {
            answer.header("Location", place(document));
        }
        return Answers.replayed(answer, written.replayed()).build();
    }

    /** The document itself, or 304 where the caller already has this version. */
    static RestResponse<byte[]> loaded(LongPredicate held, Document document) {
        long version = document.entry().version();
        ResponseBuilder<byte[]> answer = held.test(version)
                ? ResponseBuilder.create(Status.NOT_MODIFIED)
                : Answers.json(Status.OK, document.body().bytes());
        return answer.header("ETag", EntityTags.of(version)).build();
    }

    /** 200 without the document. */
    static RestResponse<byte[]> found(Document document) {
        return ResponseBuilder.<byte[]>create(Status.OK)
                .header("ETag", EntityTags.of(document.entry().version()))
                .build();
    }

    static RestResponse<byte[]> deleted(DeleteDocument.Deleted deleted) {
        ResponseBuilder<byte[]> answer = ResponseBuilder.create(Status.NO_CONTENT);
        return Answers.replayed(answer, deleted.replayed()).build();
    }

    static RestResponse<byte[]> page(DocumentOwner owner, @Nullable String type, DocumentPage page) {
        JsonWriter out = new JsonWriter(4096).beginObject().name("data").beginArray();
        page.documents().forEach(entry -> write(out, entry));
        DocumentName next = page.next();
        return Answers.page(out.endArray(), next == null ? null : Cursors.write(owner, type, next));
    }

    private static void write(JsonWriter out, DocumentEntry entry) {
        out.beginObject()
                .member("type", entry.name().type())
                .member("key", entry.name().key())
                .member("bytes", entry.bytes())
                .member("version", entry.version())
                .member("updated_at", Timestamps.format(entry.updatedAt()));
        if (entry.expiresAt() != null) {
            out.member("expires_at", Timestamps.format(entry.expiresAt()));
        }
        out.endObject();
    }

    private static String place(DocumentKey document) {
        String name =
                "/documents/" + document.name().type() + "/" + document.name().key();
        DocumentOwner owner = document.owner();
        if (owner instanceof SessionKey session) {
            return Answers.SESSIONS + "/" + session.id() + name;
        }
        return UserResource.USERS + "/" + ((UserKey) owner).id() + name;
    }
}
