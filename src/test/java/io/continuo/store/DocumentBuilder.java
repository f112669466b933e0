package io.continuo.store;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

import io.continuo.model.DeleteDocument;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.Late;
import io.continuo.model.Once;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.UserId;

/** Builds changes of one document from what a test cares about. */
public final class DocumentBuilder {

    private final DocumentKey document;
    private @Nullable Duration ttl;
    private int most = 1_000;
    private Precondition precondition = Precondition.NONE;
    private @Nullable Once once;

    private DocumentBuilder(DocumentKey document) {
        this.document = document;
    }

    public static DocumentBuilder on(DocumentOwner owner, String type, String key) {
        return on(DocumentKey.of(owner, type, key));
    }

    public static DocumentBuilder on(DocumentKey document) {
        return new DocumentBuilder(document);
    }

    public DocumentBuilder ttl(Duration own) {
        ttl = own;
        return this;
    }

    /** Of a caller who may touch the sessions of this user only. */
    public DocumentBuilder by(String owner) {
        precondition = precondition.ownedBy(new UserId(owner));
        return this;
    }

    public DocumentBuilder most(int documents) {
        most = documents;
        return this;
    }

    public DocumentBuilder ifVersion(long... versions) {
        precondition = new Precondition(LongStream.of(versions).boxed().toList(), false);
        return this;
    }

    public DocumentBuilder ifAbsent() {
        precondition = new Precondition(List.of(), true);
        return this;
    }

    public DocumentBuilder late(Late late) {
        precondition = Precondition.late(late);
        return this;
    }

    public DocumentBuilder once(String idempotencyKey, String digest) {
        once = new Once(idempotencyKey, digest);
        return this;
    }

    public PutDocument put(String json) {
        return new PutDocument(document, Fixtures.json(json), ttl, most, precondition, once);
    }

    public DeleteDocument delete() {
        return new DeleteDocument(document, precondition, once);
    }
}
