package io.continuo.session;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.continuo.config.ContinuoConfig.DocumentSettings;
import io.continuo.config.ContinuoConfig.NamespaceSettings;
import io.continuo.config.UnknownDocuments;
import io.continuo.model.ContinuoException.DocumentTypeUnknown;
import io.continuo.model.ContinuoException.LimitExceeded;

/**
 * What holds for the documents of a namespace.
 *
 * @param lives of the configured types
 * @param configuredOnly whether other types do not exist
 * @param maxBytes of one document
 * @param maxDocuments of one owner
 */
record DocumentRules(Map<String, Life> lives, boolean configuredOnly, int maxBytes, int maxDocuments) {

    private static final Life FREE = new Life(null, null);

    /**
     * How long documents of a type live.
     *
     * @param ttl null for as long as the session, or for ever where a user is the owner
     * @param longest that a caller may ask for; null for no such bound
     */
    record Life(@Nullable Duration ttl, @Nullable Duration longest) {

        private static Life of(DocumentSettings settings) {
            return new Life(settings.ttl().orElse(null), settings.maxTtl().orElse(null));
        }
    }

    static DocumentRules of(NamespaceSettings settings) {
        return new DocumentRules(
                settings.documents().entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, type -> Life.of(type.getValue()))),
                settings.unknownDocuments() == UnknownDocuments.REFUSE,
                settings.maxDocumentBytes().asBigInteger().intValueExact(),
                settings.maxDocuments());
    }

    /** Fails with {@link DocumentTypeUnknown} where the type does not exist. */
    void requireKnown(String type) {
        if (!knows(type)) {
            throw new DocumentTypeUnknown(type);
        }
    }

    boolean knows(String type) {
        return !configuredOnly || lives.containsKey(type);
    }

    /**
     * The life of a document that is written now; null as in {@link Life#ttl}.
     *
     * @param asked for by the caller; null for that of the type
     */
    @Nullable
    Duration life(String type, @Nullable Duration asked) {
        Life life = lives.getOrDefault(type, FREE);
        if (asked == null) {
            return life.ttl();
        }
        if (life.longest() != null && asked.compareTo(life.longest()) > 0) {
            throw new LimitExceeded("document_ttl", life.longest().toSeconds());
        }
        return asked;
    }
}
