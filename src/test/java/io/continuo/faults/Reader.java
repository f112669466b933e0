package io.continuo.faults;

import java.net.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads sessions at random from one replica and checks each answer against what was acknowledged before it asked. */
final class Reader implements Runnable {

    private static final int PAGE = 50;

    private final Workload load;
    private final Replica replica;
    private final List<String> sessions;
    private final Random random;

    Reader(Workload load, Replica replica, List<String> sessions, long seed) {
        this.load = load;
        this.replica = replica;
        this.sessions = sessions;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (load.goesOn()) {
            read(sessions.get(random.nextInt(sessions.size())));
        }
    }

    private void read(String session) {
        boolean begun = load.begun(session, replica);
        int floor = load.atLeast(session, replica);
        int after = floor == 0 ? 0 : random.nextInt(floor);
        switch (random.nextInt(4)) {
            case 0 -> {
                Reply reply = send(session, "GET", "?history=" + PAGE, begun);
                if (reply.outcome().acknowledged()) {
                    JsonNode read = reply.json();
                    check(session, reply, read.path("history"), read.path("total_messages"), floor);
                }
            }
            case 1 -> {
                Reply reply = send(session, "GET", "/messages?limit=" + PAGE, begun);
                if (reply.outcome().acknowledged()) {
                    check(
                            session,
                            reply,
                            reply.json().path("data"),
                            reply.json().path("total"),
                            floor);
                }
            }
            case 2 -> {
                Reply reply = send(session, "GET", "/messages?limit=" + PAGE + "&after=" + after, begun);
                if (reply.outcome().acknowledged()) {
                    page(session, reply, after, floor);
                }
            }
            default -> send(session, "HEAD", "", begun);
        }
    }

    private Reply send(String session, String method, String rest, boolean begun) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        replica.uri().resolve("/api/v1/sessions/" + session + rest))
                .method(method, HttpRequest.BodyPublishers.noBody());
        Reply reply = Http.send(request);
        if (reply.status() == 404 && !begun) {
            // Not yet there, and as good an answer as any other.
            return reply;
        }
        load.timed(session, replica, reply);
        if (reply.status() == 404) {
            load.complaints()
                    .shortened(session, method + " " + rest + " of a session that exists was answered " + reply);
        } else if (reply.outcome() == Outcome.WRONG) {
            load.complaints().wrong(session, method + " " + rest + " was answered " + reply);
        }
        return reply;
    }

    /** The last messages, which end with the newest one. */
    private void check(String session, Reply reply, JsonNode messages, JsonNode total, int floor) {
        contiguous(session, reply, messages);
        if (reply.outcome() == Outcome.STORED) {
            int there = total.asInt(-1);
            if (there < floor) {
                load.complaints().shortened(session, floor + " messages were acknowledged, and read: " + reply);
            }
            if (messages.size() != Math.min(there, PAGE)
                    || (there > 0
                            && messages.get(messages.size() - 1).path("seq").asInt() != there)) {
                load.complaints().wrong(session, "not the last messages: " + reply);
            }
        } else if (load.isAlone(replica) && messages.size() < Math.min(PAGE, floor)) {
            // It may lack what others have written meanwhile, of whom there are none.
            load.complaints().wrong(session, floor + " messages were acknowledged, and known: " + reply);
        }
    }

    private void page(String session, Reply reply, int after, int floor) {
        JsonNode messages = reply.json().path("data");
        contiguous(session, reply, messages);
        if (reply.outcome() == Outcome.STORED) {
            if (messages.size() < Math.min(PAGE, floor - after)) {
                load.complaints().shortened(session, floor + " acknowledged, after " + after + " read: " + reply);
            } else if (!messages.isEmpty() && messages.get(0).path("seq").asInt() != after + 1) {
                load.complaints().wrong(session, "not what comes after " + after + ": " + reply);
            }
        }
    }

    /** One seq after the other, none twice; only those at the end may not have theirs yet. */
    private void contiguous(String session, Reply reply, JsonNode messages) {
        Set<String> contents = new HashSet<>();
        int last = 0;
        boolean given = true;
        for (JsonNode message : messages) {
            int seq = message.path("seq").asInt(0);
            boolean follows = seq == 0 ? reply.outcome() == Outcome.FALLBACK : given && (last == 0 || seq == last + 1);
            if (!follows || !contents.add(message.path("content").asText())) {
                load.complaints().wrong(session, "seq " + seq + " follows " + last + ": " + reply);
                return;
            }
            given = seq != 0;
            last = given ? seq : last;
        }
    }
}
