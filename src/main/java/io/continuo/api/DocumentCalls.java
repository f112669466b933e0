package io.continuo.api;

import java.util.function.LongPredicate;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.session.DocumentService;

/** The calls of documents, the same for every owner. */
@Singleton
public class DocumentCalls {

    private final DocumentService documents;
    private final QueryParameters parameters;

    public DocumentCalls(DocumentService documents, QueryParameters parameters) {
        this.documents = documents;
        this.parameters = parameters;
    }

    Uni<RestResponse<byte[]>> put(Call call, DocumentKey document) {
        return documents
                .put(document, call.body(), QueryParameters.ttl(call.query("ttl")), call.conditions())
                .invoke(call.note()::changed)
                .map(written -> DocumentAnswers.written(document, written));
    }

    Uni<RestResponse<byte[]>> load(Call call, DocumentKey document) {
        LongPredicate held = call.held();
        return documents.load(document, call.reader()).map(found -> DocumentAnswers.loaded(held, found));
    }

    Uni<RestResponse<byte[]>> exists(Call call, DocumentKey document) {
        return documents.load(document, call.reader()).map(DocumentAnswers::found);
    }

    Uni<RestResponse<byte[]>> delete(Call call, DocumentKey document) {
        return documents
                .delete(document, call.conditions())
                .invoke(call.note()::changed)
                .map(DocumentAnswers::deleted);
    }

    Uni<RestResponse<byte[]>> list(Call call, DocumentOwner owner, @Nullable String limit, @Nullable String cursor) {
        String only = QueryParameters.type(call.query("type"));
        return documents
                .list(owner, only, Cursors.read(owner, only, cursor), parameters.limit(limit), call.reader())
                .map(page -> DocumentAnswers.page(owner, only, page));
    }
}
