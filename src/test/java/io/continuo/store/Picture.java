package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.continuo.model.ContinuoException;
import io.continuo.model.CountSessions;
import io.continuo.model.DebugSession;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.ListDocuments;
import io.continuo.model.ListSessions;
import io.continuo.model.ListUserSessions;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.LoadUser;
import io.continuo.model.Namespace;
import io.continuo.model.Query;
import io.continuo.model.SessionDebug;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserKey;

/** All that can be seen of some owners in a namespace, also by a clock that has gone back to when more was alive. */
record Picture(Map<String, Object> seen) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<Duration> AGES =
            List.of(Duration.ZERO, Duration.ofMinutes(90), Duration.ofHours(3), Duration.ofHours(8));

    void isStill(Picture later) {
        assertThat(later.seen).containsExactlyEntriesOf(seen);
    }

    /** Of whom a picture is. */
    record Of(Namespace namespace, List<DocumentOwner> owners, Set<String> types) {

        Picture now(SessionStore store, Instant now) {
            Map<String, Object> seen = new LinkedHashMap<>();
            for (Duration age : AGES) {
                look(seen, store, now.minus(age));
            }
            return new Picture(seen);
        }

        private void look(Map<String, Object> seen, SessionStore store, Instant now) {
            note(seen, store, new CountSessions(namespace, null), now);
            note(seen, store, new ListSessions(namespace, null, null, null, 500), now);
            for (DocumentOwner owner : owners) {
                if (owner instanceof SessionKey session) {
                    note(seen, store, new LoadSession(session, 500, null), now);
                    note(seen, store, new DebugSession(session), now);
                } else if (owner instanceof UserKey user) {
                    note(seen, store, new LoadUser(user), now);
                    note(seen, store, new ListUserSessions(user, null, 500), now);
                }
                Object documents = note(seen, store, new ListDocuments(owner, null, null, 500), now);
                if (documents instanceof DocumentPage page) {
                    for (DocumentEntry entry : page.documents()) {
                        note(seen, store, new LoadDocument(new DocumentKey(owner, entry.name())), now);
                    }
                }
                for (String type : types) {
                    note(seen, store, new ListDocuments(owner, type, null, 500), now);
                }
            }
            // What the indexes hold, by what a sweep through them would do.
            seen.put(
                    "sessions' sweep at " + now,
                    Sweep.sessions(store, namespace, new SweepSessions.Inactive(now), 10_000, true, now));
            seen.put(
                    "documents' sweep at " + now,
                    Sweep.documents(store, namespace, new SweepDocuments.Inactive(), 10_000, true, now));
            seen.put(
                    "all documents at " + now,
                    Sweep.documents(store, namespace, new SweepDocuments.All(now.plusMillis(1)), 10_000, true, now));
        }

        private static Object note(Map<String, Object> seen, SessionStore store, Query<?> query, Instant now) {
            Object answer = answer(store, query, now);
            seen.put(query + " at " + now, answer);
            return answer;
        }

        private static Object answer(SessionStore store, Query<?> query, Instant now) {
            try {
                Object answer = store.read(query, now).await().atMost(PATIENCE);
                return answer instanceof SessionDebug debug
                        ? List.of(
                                debug.exists(),
                                String.valueOf(debug.ttlSeconds()),
                                debug.messages(),
                                debug.keys().stream()
                                        .map(SessionDebug.StoredKey::key)
                                        .sorted()
                                        .toList(),
                                debug.findings())
                        : answer;
            } catch (ContinuoException failure) {
                return failure.getClass().getSimpleName() + ": " + failure.getMessage();
            }
        }
    }
}
