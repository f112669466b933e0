package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ListSessions.Position;
import io.continuo.model.Namespace;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Swept;
import io.continuo.model.UserId;

/**
 * {@link SweepSessions}: partition after partition, in scripts that each look at a few entries. At the beginning of a
 * partition what is still to go into users' indexes is done.
 */
final class Sweeper {

    private static final int ENTRIES_A_SCRIPT = 100;
    private static final int NOTES_A_SWEEP = 1_000;

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final Lists lists;
    private final UserIndex userIndex;

    Sweeper(RedisKeys keys, RedisCalls calls, Lists lists, UserIndex userIndex) {
        this.keys = keys;
        this.calls = calls;
        this.lists = lists;
        this.userIndex = userIndex;
    }

    /** Where a sweep stands: a partition, and the entry after which it goes on there. */
    private record Place(int partition, @Nullable Position after) {

        static Place of(@Nullable String text) {
            if (text == null) {
                return new Place(0, null);
            }
            String[] parts = text.split(" ", 3);
            int partition = Integer.parseInt(parts[0]);
            return parts.length < 3
                    ? new Place(partition, null)
                    : new Place(
                            partition,
                            new Position(Instant.ofEpochMilli(Long.parseLong(parts[1])), new SessionId(parts[2])));
        }

        String text() {
            return after == null
                    ? Integer.toString(partition)
                    : partition + " " + after.lastInteraction().toEpochMilli() + " " + after.id();
        }
    }

    Uni<Swept> sweep(SweepSessions change, Instant now) {
        return from(change, now, Place.of(change.from()), new Swept(0, Removed.NOTHING, List.of(), null));
    }

    private Uni<Swept> from(SweepSessions change, Instant now, Place place, Swept soFar) {
        int left = (int) (change.limit() - soFar.examined());
        if (place.partition() >= keys.partitions()) {
            return Uni.createFrom().item(with(soFar, null));
        }
        if (left <= 0) {
            return Uni.createFrom().item(with(soFar, place.text()));
        }
        Namespace namespace = change.namespace();
        int limit = Math.min(left, ENTRIES_A_SCRIPT);
        return notesDone(namespace, place)
                // One more than is looked at tells whether anything is left.
                .chain(done -> lists.oldest(namespace, place.partition(), place.after(), limit + 1))
                .chain(entries -> chunk(change, now, place, entries, limit, soFar));
    }

    private Uni<Swept> chunk(
            SweepSessions change, Instant now, Place place, Lists.Entries found, int limit, Swept soFar) {
        List<Position> positions = found.positions();
        List<Position> entries = positions.subList(0, Math.min(limit, positions.size()));
        Position last = found.next(limit);
        Place next = last == null ? new Place(place.partition() + 1, null) : new Place(place.partition(), last);
        if (entries.isEmpty()) {
            return from(change, now, next, soFar);
        }
        return calls.change(place.partition(), step(change, now, place.partition(), entries))
                .call(reply -> userIndex.carryOut(change.namespace(), moves(Replies.texts(reply.get(2)))))
                .chain(reply -> from(change, now, next, sum(soFar, entries.size(), reply)));
    }

    private Step step(SweepSessions change, Instant now, int partition, List<Position> entries) {
        Namespace namespace = change.namespace();
        List<String> touched = new ArrayList<>();
        touched.add(keys.active(namespace, partition));
        touched.add(keys.owners(namespace, partition));
        touched.add(keys.unindexed(namespace, partition));
        entries.forEach(entry -> touched.addAll(keys.of(namespace, entry.id()).own()));
        Instant idleSince = ((SweepSessions.Inactive) change.which()).idleSince();
        Step step = new Step(LuaScript.SWEEP_SESSIONS, touched)
                .arg(now.toEpochMilli())
                .arg(idleSince == null ? "" : Long.toString(idleSince.toEpochMilli()))
                .arg(keys.userIndexPrefix(namespace));
        entries.forEach(entry -> step.arg(entry.id().value()));
        return step;
    }

    /** Does what earlier changes noted and did not come to do. */
    private Uni<Void> notesDone(Namespace namespace, Place place) {
        if (!keys.partitioned() || place.after() != null) {
            return Uni.createFrom().voidItem();
        }
        Request notes = Request.cmd(Command.HSCAN)
                .arg(keys.unindexed(namespace, place.partition()))
                .arg(0)
                .arg("COUNT")
                .arg(NOTES_A_SWEEP);
        return calls.command(place.partition(), notes, false)
                .chain(reply -> userIndex.carryOut(namespace, noted(Replies.texts(reply.get(1)))));
    }

    private static List<UserIndex.Move> noted(List<String> fieldsAndEntries) {
        List<UserIndex.Move> moves = new ArrayList<>();
        for (int at = 0; at + 1 < fieldsAndEntries.size(); at += 2) {
            String[] parts = fieldsAndEntries.get(at).split("\n", 2);
            moves.add(new UserIndex.Move(new SessionId(parts[0]), new UserId(parts[1]), fieldsAndEntries.get(at + 1)));
        }
        return moves;
    }

    private static List<UserIndex.Move> moves(List<String> triples) {
        List<UserIndex.Move> moves = new ArrayList<>();
        for (int at = 0; at + 2 < triples.size(); at += 3) {
            moves.add(new UserIndex.Move(
                    new SessionId(triples.get(at)), new UserId(triples.get(at + 1)), triples.get(at + 2)));
        }
        return moves;
    }

    private static Swept sum(Swept soFar, int examined, Response reply) {
        return new Swept(
                soFar.examined() + examined,
                soFar.removed()
                        .plus(new Removed(
                                reply.get(0).toLong(), 0, 0, 0, reply.get(1).toLong())),
                List.of(),
                null);
    }

    private static Swept with(Swept swept, @Nullable String next) {
        return new Swept(swept.examined(), swept.removed(), swept.sample(), next);
    }
}
