package io.continuo.store.redis;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What servers refuse now, for an operator. The log has a kind once, and again no sooner than a minute later: a server
 * that refuses writes and serves reads would otherwise fill it.
 */
final class Troubles {

    private static final Logger LOG = Logger.getLogger(Troubles.class);
    private static final long SAID_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<ErrorReply, Long> said = new ConcurrentHashMap<>();
    private volatile @Nullable ErrorReply ofReads;
    private volatile @Nullable ErrorReply ofWrites;
    private volatile boolean toldOfTrouble;

    void met(ErrorReply kind, Throwable failure, boolean write) {
        if (write) {
            ofWrites = kind;
        } else {
            ofReads = kind;
        }
        long now = System.nanoTime();
        Long before = said.get(kind);
        if (before == null || now - before > SAID_NANOS) {
            said.put(kind, now);
            toldOfTrouble = true;
            LOG.warnf("Redis answers with an error (%s): %s.", word(kind, failure), kind.advice());
        }
    }

    void well(boolean write) {
        if ((write ? ofWrites : ofReads) == null) {
            return;
        }
        if (write) {
            ofWrites = null;
        } else {
            ofReads = null;
        }
        if (toldOfTrouble && ofReads == null && ofWrites == null) {
            toldOfTrouble = false;
            LOG.info("Redis serves requests again.");
        }
    }

    /** A sentence for each. */
    List<String> now() {
        return Stream.of(sentence("writes", ofWrites), sentence("reads", ofReads))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable String sentence(String what, @Nullable ErrorReply kind) {
        return kind == null ? null : "Redis refuses " + what + " (" + kind + "): " + kind.advice() + ".";
    }

    private static String word(ErrorReply kind, Throwable failure) {
        return kind == ErrorReply.OTHER ? ErrorReply.firstWord(failure) : kind.name();
    }
}
