package io.continuo.store.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.continuo.json.JsonText;
import io.continuo.model.PatchSession;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionWritten;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;

/** Answers that come in another order than the store gave them, and beside what waits. */
class BasesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SessionKey session = SessionKey.of("n", "s");
    private final Set<SessionKey> waiting = new HashSet<>();
    private final Bases bases = new Bases(1 << 20, waiting::contains);

    @Test
    void anAnswerThatWasOvertakenChangesNothing() {
        wrote(2, "{\"a\":2}");
        wrote(1, "{\"a\":1}");

        assertThat(shown()).isEqualTo(Fixtures.members(Fixtures.json("{\"a\":2}")));
    }

    @Test
    void whatTheStoreSaysDoesNotPassForWhatWaits() {
        waiting.add(session);
        wrote(1, "{\"a\":1}");
        assertThat(bases.shown(session)).isNull();

        waiting.clear();
        wrote(2, "{\"a\":2}");
        assertThat(shown()).isEqualTo(Fixtures.members(Fixtures.json("{\"a\":2}")));
    }

    private void wrote(long version, String state) {
        PatchSession patch = ChangeBuilder.on(session).state(state).patch();
        bases.wrote(
                patch, new SessionWritten(session(version, Fixtures.json(state)), version, false, true, false), NOW);
    }

    private @Nullable Map<String, JsonText> shown() {
        return Objects.requireNonNull(bases.shown(session)).state();
    }

    private Session session(long version, JsonText state) {
        return new Session(
                session.id(),
                null,
                Fixtures.members(state),
                JsonText.EMPTY_OBJECT,
                0,
                0,
                version,
                NOW,
                NOW,
                NOW.plusSeconds(60),
                null,
                List.of(),
                List.of());
    }
}
