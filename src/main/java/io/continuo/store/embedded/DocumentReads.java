package io.continuo.store.embedded;

import java.util.ArrayList;
import java.util.List;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.Document;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentPage;
import io.continuo.model.ListDocuments;
import io.continuo.store.codec.ValueCodec;

/** Documents as callers see them. */
final class DocumentReads {

    private final Documents documents;
    private final Bodies bodies;
    private final Sessions sessions;

    DocumentReads(Tables tables, ValueCodec codec) {
        bodies = new Bodies(tables, codec);
        documents = new Documents(tables);
        sessions = new Sessions(tables);
    }

    Document load(DocumentKey key, long now) {
        long until = sessions.documentsUntil(key.owner());
        DocumentRow row = documents.find(key);
        JsonText body = row == null || row.expiry(until) <= now ? null : bodies.read(key);
        if (row == null || body == null) {
            throw new DocumentNotFound(key.name());
        }
        return new Document(row.entry(key.name(), until), body, !row.followsOwner());
    }

    DocumentPage page(ListDocuments list, long now) {
        long until = sessions.documentsUntil(list.owner());
        DocumentName after = list.after();
        List<DocumentEntry> page = new ArrayList<>();
        long total = 0;
        boolean more = false;
        for (Documents.Listed document : documents.of(list.owner(), list.type())) {
            DocumentName name = document.key().name();
            if (document.row().expiry(until) > now) {
                total++;
                if (after == null || name.compareTo(after) > 0) {
                    more = page.size() == list.limit();
                    if (!more) {
                        page.add(document.row().entry(name, until));
                    }
                }
            }
        }
        return new DocumentPage(page, more ? page.get(page.size() - 1).name() : null, total);
    }
}
