package io.continuo.session;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.DocumentTypeUnknown;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.DeleteDocument;
import io.continuo.model.Document;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.ListDocuments;
import io.continuo.model.LoadDocument;
import io.continuo.model.PutDocument;
import io.continuo.model.SessionExists;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;

/**
 * What a caller may ask of documents, whoever owns them. A type that the namespace refuses is a {@link DocumentTypeUnknown}
 * in every call that names it. Failures are {@link io.continuo.model.ContinuoException}s. Nothing happens before
 * subscription.
 */
@Singleton
public class DocumentService {

    private final Steps steps;
    private final Ownership ownership;
    private final Namespaces namespaces;

    DocumentService(Steps steps, Ownership ownership, Namespaces namespaces) {
        this.steps = steps;
        this.ownership = ownership;
        this.namespaces = namespaces;
    }

    /**
     * Creates or replaces a document.
     *
     * @param ttl a life of its own from now on, up to the longest of its type; null for what the type has
     */
    public Uni<PutDocument.Written> put(
            DocumentKey document, JsonText body, @Nullable Duration ttl, Conditions conditions) {
        return Uni.createFrom().deferred(() -> steps.apply(change(document, body, ttl, conditions)));
    }

    /**
     * The document.
     *
     * @param reader the one user whose sessions are found, null for everyone's; then a document that outlived its session is
     *     not found either. The documents of users are not looked at in this way.
     */
    public Uni<Document> load(DocumentKey document, @Nullable UserId reader) {
        return Uni.createFrom().deferred(() -> {
            requireKnown(document.owner(), document.name().type());
            return ownership.reading(document.owner(), reader, steps.read(new LoadDocument(document)));
        });
    }

    public Uni<DeleteDocument.Deleted> delete(DocumentKey document, Conditions conditions) {
        return Uni.createFrom().deferred(() -> {
            requireKnown(document.owner(), document.name().type());
            return steps.apply(new DeleteDocument(document, conditions.precondition(), conditions.once()));
        });
    }

    /**
     * A page of an owner's documents, of one type where it is given. {@link SessionNotFound} where the owner is a session
     * that is absent and none of these has outlived it; a user who owns nothing has an empty page.
     */
    public Uni<DocumentPage> list(
            DocumentOwner owner,
            @Nullable String type,
            @Nullable DocumentName after,
            int limit,
            @Nullable UserId reader) {
        return Uni.createFrom().deferred(() -> {
            if (type != null) {
                requireKnown(owner, type);
            }
            Uni<DocumentPage> listed = steps.read(new ListDocuments(owner, type, after, limit))
                    .chain(page -> page.total() == 0 && owner instanceof SessionKey session
                            ? ofLiving(session, page)
                            : Uni.createFrom().item(page));
            return ownership.reading(owner, reader, listed);
        });
    }

    private Uni<DocumentPage> ofLiving(SessionKey session, DocumentPage empty) {
        return steps.read(new SessionExists(session)).map(exists -> {
            if (!exists) {
                throw new SessionNotFound(session.id());
            }
            return empty;
        });
    }

    private PutDocument change(DocumentKey document, JsonText body, @Nullable Duration ttl, Conditions conditions) {
        DocumentRules rules = namespaces.documents(document.owner().namespace());
        String type = document.name().type();
        rules.requireKnown(type);
        if (body.length() > rules.maxBytes()) {
            throw new LimitExceeded("document_bytes", rules.maxBytes());
        }
        return new PutDocument(
                document,
                body,
                rules.life(type, ttl),
                rules.maxDocuments(),
                conditions.precondition(),
                conditions.once());
    }

    private void requireKnown(DocumentOwner owner, String type) {
        namespaces.documents(owner.namespace()).requireKnown(type);
    }
}
