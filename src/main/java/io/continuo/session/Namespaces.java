package io.continuo.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.continuo.config.ContinuoConfig;
import io.continuo.config.ContinuoConfig.NamespaceSettings;
import io.continuo.model.Namespace;
import io.continuo.model.Room;
import io.continuo.model.Room.Share;
import io.continuo.model.SessionPolicy;

/** The rules of each namespace. One that is not configured has the defaults. */
@Singleton
public final class Namespaces {

    private record Rules(
            SessionPolicy policy, boolean slidingOnRead, int maxMessageBytes, DocumentRules documents, Room allowed) {}

    private final Map<Namespace, Rules> configured = new HashMap<>();
    private final Map<Namespace, String> keyPrefixes = new HashMap<>();
    private final Rules defaults;

    @Inject
    public Namespaces(ContinuoConfig config) {
        this(config.namespaces());
    }

    private Namespaces(Map<String, NamespaceSettings> settings) {
        settings.forEach((name, namespace) -> {
            configured.put(new Namespace(name), rules(namespace));
            namespace.keyPrefix().ifPresent(prefix -> keyPrefixes.put(new Namespace(name), prefix));
        });
        defaults = rules(Objects.requireNonNull(settings.get("a name that is not configured gives the defaults")));
        configured.putIfAbsent(Namespace.DEFAULT, defaults);
    }

    private static Rules rules(NamespaceSettings settings) {
        SessionPolicy policy = new SessionPolicy(
                settings.ttl(),
                settings.maxAge().orElse(null),
                settings.historyLimit(),
                settings.maxStateBytes().asBigInteger().intValueExact(),
                settings.maxStateMembers(),
                settings.maxMetadataBytes().asBigInteger().intValueExact());
        return new Rules(
                policy,
                settings.slidingOnRead(),
                settings.maxMessageBytes().asBigInteger().intValueExact(),
                DocumentRules.of(settings),
                allowed(settings.quota()));
    }

    private static Room allowed(ContinuoConfig.Quota quota) {
        return new Room(
                share(quota.sessions()),
                share(quota.documents()),
                share(quota.bytes().asLongValue()));
    }

    private static Share share(long most) {
        return most == 0 ? Share.ENDLESS : new Share(most, false);
    }

    private Rules rules(Namespace namespace) {
        return configured.getOrDefault(namespace, defaults);
    }

    /** {@code default} and the namespaces with settings of their own; others may be in use. */
    public Set<Namespace> configured() {
        return Set.copyOf(configured.keySet());
    }

    /** What a step of a session in this namespace needs to know. */
    public SessionPolicy policy(Namespace namespace) {
        return rules(namespace).policy();
    }

    /** What the namespace may hold in all. */
    Room allowed(Namespace namespace) {
        return rules(namespace).allowed();
    }

    /** Whether reading a session counts for its expiry. */
    public boolean slidingOnRead(Namespace namespace) {
        return rules(namespace).slidingOnRead();
    }

    /** The most bytes of one message. */
    public int maxMessageBytes(Namespace namespace) {
        return rules(namespace).maxMessageBytes();
    }

    /** What holds for the documents of this namespace. */
    DocumentRules documents(Namespace namespace) {
        return rules(namespace).documents();
    }

    /** What the keys of this namespace begin with, without the colon that follows. */
    public String keyPrefix(Namespace namespace) {
        String prefix = keyPrefixes.get(namespace);
        return prefix == null ? "continuo:" + namespace.name() : prefix;
    }

    /** Whether there can be documents of this type. */
    public boolean knowsDocumentType(Namespace namespace, String type) {
        return documents(namespace).knows(type);
    }
}
