package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentOwner;
import io.continuo.model.SessionDebug.StoredKey;

/** What lies in Redis of a session's documents, and what of it is not sound; looks at the first thousand. */
final class DocumentDebugger {

    private static final int MOST = 1_000;
    private static final int FACTS = 4;
    private static final long TOLERANCE_MILLIS = 5_000;
    private static final String UNTIL = "until";

    private final RedisKeys keys;
    private final RedisCalls calls;

    DocumentDebugger(RedisKeys keys, RedisCalls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    record Found(List<StoredKey> keys, List<String> findings) {}

    /**
     * Examines the documents that these name.
     *
     * @param fields of the documents that follow the session
     * @param register of those with a life of their own
     */
    Uni<Found> examine(DocumentOwner session, List<String> fields, Map<String, byte[]> register, Instant now) {
        Set<String> all = new TreeSet<>(register.keySet());
        all.remove(UNTIL);
        fields.stream()
                .filter(field -> field.length() > 2)
                .map(field -> field.substring(2))
                .forEach(all::add);
        List<String> names =
                all.stream().filter(name -> name.contains(":")).limit(MOST).toList();
        if (names.isEmpty()) {
            return Uni.createFrom().item(new Found(List.of(), List.of()));
        }
        OwnerKeys of = keys.of(session);
        List<Request> requests = new ArrayList<>();
        for (String name : names) {
            String body = of.documentPrefix() + name;
            requests.add(Request.cmd(Command.TYPE).arg(body));
            requests.add(Request.cmd(Command.MEMORY).arg("USAGE").arg(body));
            requests.add(Request.cmd(Command.PTTL).arg(body));
            requests.add(Request.cmd(Command.ZSCORE)
                    .arg(index(of, name))
                    .arg(of.name() + ":" + name.substring(name.indexOf(':') + 1)));
        }
        requests.add(Request.cmd(Command.PTTL).arg(of.register()));
        return calls.snapshot(of.partition(), requests)
                .map(facts -> new Report(of, new HashSet<>(fields), register, now).make(names, facts));
    }

    private static String index(OwnerKeys of, String name) {
        return of.begin() + "documents:" + name.substring(0, name.indexOf(':'));
    }

    /** Puts one answer together. */
    private static final class Report {

        private final OwnerKeys of;
        private final Set<String> fields;
        private final Map<String, byte[]> register;
        private final Instant now;
        private final List<StoredKey> stored = new ArrayList<>();
        private final List<String> findings = new ArrayList<>();

        Report(OwnerKeys of, Set<String> fields, Map<String, byte[]> register, Instant now) {
            this.of = of;
            this.fields = fields;
            this.register = register;
            this.now = now;
        }

        Found make(List<String> names, List<Response> facts) {
            long registerLeft = facts.get(names.size() * FACTS).toLong();
            long longest = end(Replies.text(register.get(UNTIL)));
            for (int at = 0; at < names.size(); at++) {
                String name = names.get(at);
                String body = of.documentPrefix() + name;
                String type = facts.get(at * FACTS).toString();
                Response bytes = facts.get(at * FACTS + 1);
                Response score = facts.get(at * FACTS + 3);
                boolean there = !"none".equals(type);
                if (there) {
                    stored.add(
                            new StoredKey(body, type, bytes == null || RedisCalls.isError(bytes) ? 0 : bytes.toLong()));
                }
                examineFollowing(name);
                if (register.containsKey(name)) {
                    long left = facts.get(at * FACTS + 2).toLong();
                    examineOwn(name, body, type, left, registerLeft - longest, score);
                } else if (there) {
                    findings.add(body + " has no field in " + of.register() + ".");
                }
                if (score == null || RedisCalls.isError(score)) {
                    findings.add("The document " + name + " is missing in " + index(of, name) + ".");
                }
            }
            return new Found(stored, findings);
        }

        private void examineFollowing(String name) {
            boolean entry = fields.contains("e:" + name);
            boolean body = fields.contains("b:" + name);
            if (entry && !body) {
                findings.add("The document " + name + " has no body in " + of.documents() + ".");
            } else if (body && !entry) {
                findings.add("The document " + name + " has a body in " + of.documents() + ", but no entry.");
            }
        }

        /** The server's clock may be another than ours: what it says of two keys is compared. */
        private void examineOwn(
                String name, String body, String type, long left, long offset, @Nullable Response score) {
            String record = Replies.text(register.get(name));
            long expires = record.matches("\\d+ \\d+ \\d+ \\d{1,18}") ? end(record) : -1;
            if (expires < 0) {
                findings.add("The field " + name + " of " + of.register() + " cannot be read.");
                return;
            }
            if (expires <= now.toEpochMilli()) {
                return;
            }
            if ("none".equals(type)) {
                findings.add("The document " + name + " is in " + of.register() + ", but " + body + " is missing.");
            } else if (Math.abs(left - (offset + expires)) > TOLERANCE_MILLIS) {
                findings.add(body + " and " + of.register() + " disagree about when the document expires.");
            }
            if (score != null
                    && !RedisCalls.isError(score)
                    && Math.round(Double.parseDouble(score.toString())) != expires) {
                findings.add(index(of, name) + " has another expiry of the document " + name + " than " + of.register()
                        + ".");
            }
        }

        private static long end(String record) {
            String end = record.substring(record.lastIndexOf(' ') + 1);
            return end.matches("\\d{1,18}") ? Long.parseLong(end) : 0;
        }
    }
}
