package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.EncryptionKeyMissing;
import io.continuo.model.DebugSession;
import io.continuo.model.Message;
import io.continuo.model.SessionDebug;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;

/**
 * {@link DebugSession}: everything about a session in one transaction, and where it has documents these in another; what
 * cannot be read becomes a finding.
 */
final class Debugger {

    private static final int MESSAGES = 50;
    private static final long EXPIRY_TOLERANCE_MILLIS = 5_000;
    private static final int FACTS_A_KEY = 3;

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final Coding coding;
    private final SessionForm form;
    private final DocumentDebugger documents;

    Debugger(RedisKeys keys, RedisCalls calls, Coding coding, SessionForm form) {
        this.keys = keys;
        this.calls = calls;
        this.coding = coding;
        this.form = form;
        this.documents = new DocumentDebugger(keys, calls);
    }

    Uni<SessionDebug> debug(DebugSession query, Instant now) {
        SessionKeys of = keys.of(query.session());
        List<Request> requests = new ArrayList<>();
        for (String key : looked(of)) {
            requests.add(Request.cmd(Command.TYPE).arg(key));
            requests.add(Request.cmd(Command.MEMORY).arg("USAGE").arg(key));
            requests.add(Request.cmd(Command.PTTL).arg(key));
        }
        requests.add(Request.cmd(Command.HGETALL).arg(of.meta()));
        requests.add(Request.cmd(Command.HGETALL).arg(of.state()));
        requests.add(
                Request.cmd(Command.LRANGE).arg(of.history()).arg(-MESSAGES).arg(-1));
        requests.add(Request.cmd(Command.LLEN).arg(of.history()));
        requests.add(Request.cmd(Command.ZSCORE).arg(of.active()).arg(of.id().value()));
        requests.add(Request.cmd(Command.HGET).arg(of.owners()).arg(of.id().value()));
        requests.add(Request.cmd(Command.HKEYS).arg(of.documents()));
        requests.add(Request.cmd(Command.HGETALL).arg(of.register()));
        return calls.snapshot(of.partition(), requests)
                .call(elements -> coding.ready(query.namespace(), elements))
                .map(elements -> new Report(query.session(), of, elements, now))
                .chain(this::withDocuments);
    }

    private Uni<SessionDebug> withDocuments(Report report) {
        List<String> fields = Replies.texts(report.element(6, report.of.documents()));
        Map<String, byte[]> register = Replies.fields(report.element(7, report.of.register()));
        return documents.examine(report.session, fields, register, report.now).map(report::make);
    }

    /** The keys that every session may have. */
    private static List<String> looked(SessionKeys of) {
        List<String> looked = new ArrayList<>(of.own());
        looked.add(of.register());
        return looked;
    }

    /** Puts one answer together. */
    private final class Report {

        private final SessionKey session;
        private final SessionKeys of;
        private final List<Response> elements;
        private final Instant now;
        private final List<String> findings = new ArrayList<>();

        Report(SessionKey session, SessionKeys of, List<Response> elements, Instant now) {
            this.session = session;
            this.of = of;
            this.elements = elements;
            this.now = now;
        }

        SessionDebug make(DocumentDebugger.Found found) {
            List<SessionDebug.StoredKey> stored = storedKeys();
            stored.addAll(found.keys());
            findings.addAll(found.findings());
            Meta meta = meta();
            boolean exists = meta != null && !meta.isExpired(now);
            if (meta == null || !exists) {
                return new SessionDebug(false, null, 0, List.of(), stored, findings);
            }
            examineExpiry();
            examineIndex(meta);
            examineState();
            List<byte[]> last = Replies.values(element(2, of.history()));
            SessionForm.Messages messages = opened(() -> form.messages(session, last, meta.nextSeq() - last.size()));
            List<Message> sound = messages == null ? List.of() : messages.sound();
            List<Long> unreadable = messages == null ? List.of() : messages.unreadable();
            unreadable.forEach(seq -> findings.add("Message " + seq + " cannot be read."));
            Response length = element(3, of.history());
            long kept = meta.nextSeq() - meta.firstSeq();
            if (length != null && length.toLong() != kept) {
                findings.add("The history holds " + length + " messages where meta says " + kept + ".");
            }
            long ttlSeconds = (meta.expiresAt().toEpochMilli() - now.toEpochMilli()) / 1_000;
            return new SessionDebug(true, ttlSeconds, kept, sound, stored, findings);
        }

        private List<SessionDebug.StoredKey> storedKeys() {
            List<SessionDebug.StoredKey> stored = new ArrayList<>();
            List<String> own = looked(of);
            for (int at = 0; at < own.size(); at++) {
                String type = elements.get(at * FACTS_A_KEY).toString();
                Response bytes = elements.get(at * FACTS_A_KEY + 1);
                if (!"none".equals(type)) {
                    stored.add(new SessionDebug.StoredKey(
                            own.get(at), type, bytes == null || RedisCalls.isError(bytes) ? 0 : bytes.toLong()));
                }
            }
            return stored;
        }

        private @Nullable Meta meta() {
            Map<String, byte[]> fields = Replies.fields(element(0, of.meta()));
            if (fields.isEmpty()) {
                if (isThere(1) || isThere(2)) {
                    findings.add("There is a state or a history, but no " + of.meta() + ".");
                }
                return null;
            }
            try {
                Meta meta = Meta.of(fields, of.meta());
                if (opened(() -> form.visibleMetadata(session, meta)) == null) {
                    findings.add("The metadata cannot be read.");
                }
                return meta;
            } catch (ContinuoException foreign) {
                findings.add(of.meta() + " was not written by this service, or cannot be read.");
                return null;
            }
        }

        private void examineExpiry() {
            List<String> own = of.own();
            long expected = elements.get(2).toLong();
            for (int at = 1; at < own.size(); at++) {
                long left = elements.get(at * FACTS_A_KEY + 2).toLong();
                if (isThere(at) && Math.abs(left - expected) > EXPIRY_TOLERANCE_MILLIS) {
                    findings.add(own.get(at) + " and " + of.meta() + " expire at different times.");
                }
            }
        }

        private void examineIndex(Meta meta) {
            Response score = element(4, of.active());
            if (score == null) {
                findings.add("The session is missing in " + of.active() + ".");
            } else if (Math.round(Double.parseDouble(score.toString()))
                    != meta.lastInteraction().toEpochMilli()) {
                findings.add(of.active() + " has another time of the last interaction than " + of.meta() + ".");
            }
            UserId user = meta.user();
            Response owner = element(5, of.owners());
            String indexed = owner == null ? "" : owner.toString();
            if (!indexed.equals(SessionSteps.user(user))) {
                findings.add(of.owners() + " and " + of.meta() + " name different users.");
            }
        }

        private void examineState() {
            Replies.fields(element(1, of.state())).forEach((name, value) -> {
                if (opened(() -> coding.of(session).state(name, value)) == null) {
                    findings.add("The state member " + name + " cannot be read.");
                }
            });
        }

        /** Null, and a finding, where an encryption key is missing. */
        private <T> @Nullable T opened(Supplier<@Nullable T> open) {
            try {
                return open.get();
            } catch (EncryptionKeyMissing missing) {
                find(String.valueOf(missing.getMessage()));
                return null;
            }
        }

        private void find(String finding) {
            if (!findings.contains(finding)) {
                findings.add(finding);
            }
        }

        private boolean isThere(int key) {
            return !"none".equals(elements.get(key * FACTS_A_KEY).toString());
        }

        /** The reply of that place after the facts of the keys; null and a finding where it is an error. */
        private @Nullable Response element(int at, String key) {
            Response element = elements.get(looked(of).size() * FACTS_A_KEY + at);
            if (element != null && RedisCalls.isError(element)) {
                find(key + " has an unexpected type.");
                return null;
            }
            return element;
        }
    }
}
