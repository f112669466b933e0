package io.continuo.faults;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.continuo.faults.Conversation.Written;

/** Reads every session once all is well again and compares it with what its writers were told. */
final class Checker {

    private static final int PAGE = 500;

    private final URI service;
    private final Set<String> lostByRedis = new TreeSet<>();
    private final List<String> findings = new ArrayList<>();
    private int acknowledged;
    private int unknown;
    private int refused;
    private int lost;
    private int lostInFailover;
    private int doubled;
    private int outOfOrder;
    private int madeUp;
    private int wrongReads;

    private Checker(URI service) {
        this.service = service;
    }

    /**
     * @param mayLose whether Redis itself may have lost what it had confirmed, so that whatever it gave a number to and is
     *     missing was lost there
     */
    static Verdict check(Workload load, URI service, boolean mayLose) {
        Checker checker = new Checker(service);
        load.conversations().forEach((session, conversations) -> checker.session(session, conversations, mayLose));
        List<String> complaints = load.complaints().unexplained(checker.lostByRedis);
        checker.findings.addAll(complaints);
        return checker.verdict(complaints.size());
    }

    private Verdict verdict(int wrongAnswers) {
        return new Verdict(
                acknowledged,
                unknown,
                refused,
                lost,
                lostInFailover,
                doubled,
                outOfOrder,
                madeUp,
                wrongReads + wrongAnswers,
                findings);
    }

    private void session(String session, List<Conversation> conversations, boolean mayLose) {
        boolean begun = conversations.stream().anyMatch(Conversation::begun);
        Reply reply = Http.get(service, "/api/v1/sessions/" + session);
        if (reply.status() != 200 && begun) {
            findings.add(session + " was answered " + reply);
            wrongReads++;
        }
        JsonNode state = reply.status() == 200 ? reply.json().path("state") : MissingNode.getInstance();
        Map<String, List<Integer>> places = reply.status() == 200 ? places(session) : Map.of();
        Set<String> known = new HashSet<>();
        for (Conversation conversation : conversations) {
            messages(conversation, places, known, mayLose);
            value(conversation, "state", Form::state, state.path(conversation.writer()), mayLose);
            value(conversation, "document", Form.DOCUMENT::equals, document(conversation), mayLose);
        }
        places.keySet().stream().filter(content -> !known.contains(content)).forEach(content -> {
            madeUp++;
            findings.add(session + " has " + content + ", which nobody wrote");
        });
    }

    /** Where each message is. */
    private Map<String, List<Integer>> places(String session) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        int seq = 0;
        for (boolean more = true; more; ) {
            Reply reply =
                    Http.get(service, "/api/v1/sessions/" + session + "/messages?limit=" + PAGE + "&after=" + seq);
            if (reply.outcome() != Outcome.STORED) {
                wrongReads++;
                findings.add(session + ": messages after " + seq + " were answered " + reply);
                return places;
            }
            for (JsonNode message : reply.json().path("data")) {
                seq++;
                if (message.path("seq").asInt() != seq) {
                    wrongReads++;
                    findings.add(session + " has " + message.path("seq") + " in the place of " + seq);
                }
                places.computeIfAbsent(message.path("content").asText(), first -> new ArrayList<>())
                        .add(seq);
            }
            more = reply.json().path("has_more").asBoolean();
        }
        return places;
    }

    private void messages(
            Conversation conversation, Map<String, List<Integer>> places, Set<String> known, boolean mayLose) {
        int last = 0;
        for (Written written : conversation.all()) {
            count(written);
            for (String content : written.write().contents()) {
                known.add(content);
                List<Integer> found = places.getOrDefault(content, List.of());
                String what = conversation.session() + ": " + content + " of a "
                        + written.write().form();
                if (found.size() > 1) {
                    doubled++;
                    findings.add(what + " is there " + found.size() + " times");
                }
                if (written.outcome().acknowledged()) {
                    if (found.isEmpty()) {
                        missing(conversation, written, mayLose, what + " is missing");
                    } else if (found.get(0) < last) {
                        outOfOrder++;
                        findings.add(what + " comes before what was written before it");
                    } else {
                        last = found.get(0);
                    }
                } else if (written.outcome() != Outcome.UNKNOWN && !found.isEmpty()) {
                    madeUp++;
                    findings.add(what + " was refused and is there");
                }
            }
        }
    }

    private void count(Written written) {
        acknowledged += written.outcome().acknowledged() ? 1 : 0;
        unknown += written.doubted() ? 1 : 0;
        refused += written.outcome() == Outcome.REFUSED ? 1 : 0;
    }

    private void missing(Conversation conversation, Written written, boolean mayLose, String what) {
        if (mayLose && written.given()) {
            lostInFailover++;
            lostByRedis.add(conversation.session());
        } else {
            lost++;
            findings.add(what);
        }
    }

    /** The last acknowledged value must be there, or one written later of which nobody knows. */
    private void value(Conversation conversation, String what, Predicate<Form> sets, JsonNode found, boolean mayLose) {
        int value = found.asInt(0);
        Written last = null;
        for (Written written : conversation.all()) {
            if (!sets.test(written.write().form())) {
                continue;
            }
            if (written.outcome().acknowledged()) {
                last = written;
            }
            if (written.write().number() == value && written.outcome() == Outcome.REFUSED) {
                madeUp++;
                findings.add(conversation.session() + ": the " + what + " has " + value + ", which was refused");
            }
        }
        if (last != null && value < last.write().number()) {
            missing(
                    conversation,
                    last,
                    mayLose,
                    "%s: the %s of %s has %d instead of %d of a %s"
                            .formatted(
                                    conversation.session(),
                                    what,
                                    conversation.writer(),
                                    value,
                                    last.write().number(),
                                    last.write().form()));
        }
    }

    private JsonNode document(Conversation conversation) {
        Reply reply = Http.get(
                service, "/api/v1/sessions/" + conversation.session() + "/documents/note/" + conversation.writer());
        return reply.status() == 200 ? reply.json().path("n") : MissingNode.getInstance();
    }
}
