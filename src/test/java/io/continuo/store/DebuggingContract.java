package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.continuo.model.DebugSession;
import io.continuo.model.Namespace;
import io.continuo.model.SessionDebug;
import io.continuo.model.StoreStatus;

/** What an operator sees. */
public abstract class DebuggingContract extends StoreFacts {

    @Test
    void aSoundSessionHasNoFindings() {
        apply(ChangeBuilder.on(s1)
                .user("u")
                .state("{\"a\":1}")
                .metadata("{\"m\":1}")
                .once("k", "d")
                .append(Fixtures.message("m1", "x", now), Fixtures.message("y", now)));
        apply(ChangeBuilder.on(s1).policy(Fixtures.historyLimit(2)).append(Fixtures.message("z", now)));
        advance(Duration.ofMinutes(1));

        SessionDebug debug = read(new DebugSession(s1));

        assertThat(debug.exists()).isTrue();
        assertThat(debug.ttlSeconds()).isEqualTo(59 * 60);
        assertThat(debug.messageCount()).isEqualTo(2);
        assertThat(contents(debug.messages())).containsExactly("y", "z");
        assertThat(seqs(debug.messages())).containsExactly(2L, 3L);
        assertThat(debug.findings()).isEmpty();
        assertThat(debug.keys()).isNotEmpty().allSatisfy(key -> {
            assertThat(key.key()).contains("s1");
            assertThat(key.type()).isNotBlank();
            assertThat(key.bytes()).isPositive();
        });
        assertThat(debug.keys()).extracting(SessionDebug.StoredKey::key).doesNotHaveDuplicates();
    }

    @Test
    void theSmallestSessionIsSoundToo() {
        create(s1);

        SessionDebug debug = read(new DebugSession(s1));

        assertThat(debug.exists()).isTrue();
        assertThat(debug.messages()).isEmpty();
        assertThat(debug.findings()).isEmpty();
        assertThat(debug.keys()).isNotEmpty();
    }

    @Test
    void anUnknownSessionIsSaidToBeUnknown() {
        assertThat(read(new DebugSession(s1)))
                .isEqualTo(new SessionDebug(
                        false, null, 0, java.util.List.of(), java.util.List.of(), java.util.List.of()));
    }

    @Test
    void anExpiredSessionDoesNotExist() {
        append(s1, "a");
        advance(Fixtures.TTL);

        SessionDebug debug = read(new DebugSession(s1));

        assertThat(debug.exists()).isFalse();
        assertThat(debug.ttlSeconds()).isNull();
        assertThat(debug.messageCount()).isZero();
        assertThat(debug.messages()).isEmpty();
    }

    @Test
    void theLastFiftyMessagesAreShown() {
        for (int i = 0; i < 6; i++) {
            append(s1, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        }

        SessionDebug debug = read(new DebugSession(s1));

        assertThat(debug.messageCount()).isEqualTo(60);
        assertThat(seqs(debug.messages())).hasSize(50).startsWith(11L).endsWith(60L);
    }

    @Test
    void debuggingCountsAsNoInteraction() {
        create(s1);
        var before = load(s1);
        advance(Duration.ofMinutes(1));

        read(new DebugSession(s1));

        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void aStoreThatServesSaysSo() {
        create(s1);

        assertThat(store().health().available()).isTrue();
        assertThat(store().health().detail()).isNotBlank();
        assertThat(store().name()).isIn("redis", "embedded");
        StoreStatus status = store().status(Namespace.DEFAULT).await().atMost(Duration.ofSeconds(5));
        assertThat(status.connected()).isEqualTo("redis".equals(store().name()));
        assertThat(status.sessionPrefix()).isNotBlank();
        assertThat(status.warnings()).isNotNull();
    }
}
