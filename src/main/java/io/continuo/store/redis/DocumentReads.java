package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.Document;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.Identifiers;
import io.continuo.model.ListDocuments;
import io.continuo.model.LoadDocument;

/** Reads of documents, each one run of a script. */
final class DocumentReads {

    private static final int FACTS = 5;

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final DocumentForm form;

    DocumentReads(RedisKeys keys, RedisCalls calls, DocumentForm form) {
        this.keys = keys;
        this.calls = calls;
        this.form = form;
    }

    Uni<Document> load(LoadDocument query, Instant now) {
        OwnerKeys of = keys.of(query.document().owner());
        DocumentName name = query.document().name();
        List<String> touched = new ArrayList<>(List.of(of.documents(), of.register(), of.document(name)));
        Step step = begin(LuaScript.LOAD_DOCUMENT, of, touched, now).arg(RedisKeys.spelled(name));
        return calls.ask(of.partition(), step)
                .call(reply -> form.ready(query.document(), reply))
                .map(reply -> document(query, of, reply));
    }

    Uni<DocumentPage> list(ListDocuments query, Instant now) {
        return all(query.owner(), now).map(all -> page(query, all));
    }

    /** The owner's documents, ordered by name. */
    private Uni<List<DocumentEntry>> all(DocumentOwner owner, Instant now) {
        return calls.ask(keys.of(owner).partition(), listing(owner, now)).map(DocumentReads::entries);
    }

    /** Lists the owner's documents; its answer is for {@link #entries}. */
    Step listing(DocumentOwner owner, Instant now) {
        OwnerKeys of = keys.of(owner);
        List<String> touched = new ArrayList<>(List.of(of.documents(), of.register()));
        return begin(LuaScript.LIST_DOCUMENTS, of, touched, now);
    }

    private static Step begin(LuaScript script, OwnerKeys of, List<String> touched, Instant now) {
        if (of.meta() != null) {
            touched.add(of.meta());
        }
        return new Step(script, touched).arg(now.toEpochMilli()).arg(of.begin()).arg(of.name());
    }

    private Document document(LoadDocument query, OwnerKeys of, Response reply) {
        DocumentName name = query.document().name();
        refuseForeign(reply);
        if ("nodocument".equals(reply.get(0).toString())) {
            throw new DocumentNotFound(name);
        }
        JsonText body = form.body(query.document(), reply.get(5).toBytes());
        if (body == null) {
            throw new StoredValueUnreadable(of.document(name));
        }
        return new Document(entry(name, reply, 1), body, "1".equals(reply.get(6).toString()));
    }

    private static void refuseForeign(Response reply) {
        if ("foreign".equals(reply.get(0).toString())) {
            throw new StoredValueUnreadable(reply.get(1).toString());
        }
    }

    static List<DocumentEntry> entries(Response reply) {
        refuseForeign(reply);
        List<DocumentEntry> entries = new ArrayList<>(reply.size() / FACTS);
        for (int at = 1; at + FACTS <= reply.size(); at += FACTS) {
            DocumentName name = name(reply.get(at).toString());
            if (name != null) {
                entries.add(entry(name, reply, at + 1));
            }
        }
        entries.sort(Comparator.comparing(DocumentEntry::name));
        return entries;
    }

    /** Null for what is no name: someone else's field. */
    static @Nullable DocumentName name(String spelled) {
        int colon = spelled.indexOf(':');
        if (colon < 0) {
            return null;
        }
        String type = RedisKeys.unspelled(spelled.substring(0, colon));
        String key = RedisKeys.unspelled(spelled.substring(colon + 1));
        return Identifiers.isValid(type) && Identifiers.isValid(key) ? new DocumentName(type, key) : null;
    }

    private static DocumentEntry entry(DocumentName name, Response reply, int at) {
        return new DocumentEntry(
                name,
                reply.get(at + 1).toLong(),
                reply.get(at).toLong(),
                Instant.ofEpochMilli(reply.get(at + 2).toLong()),
                time(reply.get(at + 3).toString()));
    }

    static @Nullable Instant time(String millis) {
        return millis.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private static DocumentPage page(ListDocuments query, List<DocumentEntry> all) {
        List<DocumentEntry> meant = all.stream()
                .filter(entry ->
                        query.type() == null || query.type().equals(entry.name().type()))
                .toList();
        List<DocumentEntry> rest = meant.stream()
                .filter(entry -> query.after() == null || entry.name().compareTo(query.after()) > 0)
                .toList();
        List<DocumentEntry> page = rest.subList(0, Math.min(query.limit(), rest.size()));
        DocumentName next =
                rest.size() > page.size() ? page.get(page.size() - 1).name() : null;
        return new DocumentPage(page, next, meant.size());
    }
}
