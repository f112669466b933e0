package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.Identifiers;
import io.continuo.model.ListSessions.Position;
import io.continuo.model.Namespace;
import io.continuo.model.Removed;
import io.continuo.model.SessionId;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Idle;
import io.continuo.model.SweepSessions.Inactive;
import io.continuo.model.SweepSessions.OfUser;
import io.continuo.model.SweepSessions.One;
import io.continuo.model.SweepSessions.Swept;
import io.continuo.model.UserId;

/**
 * {@link SweepSessions}: partition after partition, in scripts that each look at a few entries. At the beginning of a
 * partition what is still to go into users' indexes is done.
 */
final class Sweeper {

    /** How many commands a script does before it leaves the rest to the next: about 2 ms. */
    static final int WORK_A_SCRIPT = 1_500;

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
    record Place(int partition, @Nullable Position after) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,3})(?: (\\d{1,15}) (\\S+))?");

        /** A place that is not ours, as from another store, begins anew: every entry is checked again anyway. */
        static Place of(@Nullable String text) {
            Matcher place = FORM.matcher(text == null ? "" : text);
            if (!place.matches()) {
                return new Place(0, null);
            }
            String id = place.group(3);
            return new Place(
                    Integer.parseInt(place.group(1)),
                    id == null || !Identifiers.isValid(id)
                            ? null
                            : new Position(Instant.ofEpochMilli(Long.parseLong(place.group(2))), new SessionId(id)));
        }

        String text() {
            return after == null
                    ? Integer.toString(partition)
                    : partition + " " + after.lastInteraction().toEpochMilli() + " " + after.id();
        }
    }

    Uni<Swept> sweep(SweepSessions change, Instant now) {
        Swept nothing = new Swept(0, Removed.NOTHING, List.of(), null);
        if (change.which() instanceof One one) {
            return examined(change, now, List.of(one.session()), nothing);
        } else if (change.which() instanceof OfUser ofUser) {
            return ofUser(change, ofUser, now, Place.of(change.from()), nothing);
        }
        return from(change, now, Place.of(change.from()), nothing);
    }

    private Uni<Swept> ofUser(SweepSessions change, OfUser which, Instant now, Place place, Swept soFar) {
        int limit = (int) Math.min(change.limit() - soFar.examined(), ENTRIES_A_SCRIPT);
        if (limit <= 0) {
            return Uni.createFrom().item(with(soFar, place.text()));
        }
        return lists.oldestOfUser(change.namespace(), which.user(), place.after(), limit + 1)
                .chain(entries -> {
                    Position last = entries.next(limit);
                    Uni<Swept> done = examined(change, now, ids(entries, limit), soFar);
                    return last == null
                            ? done
                            : done.chain(swept -> ofUser(change, which, now, new Place(0, last), swept));
                });
    }

    private static List<SessionId> ids(Lists.Entries entries, int limit) {
        return entries.positions().stream().limit(limit).map(Position::id).toList();
    }

    /** Through the index of active sessions, one partition after the other. */
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
        return (change.dryRun() ? Uni.createFrom().voidItem() : notesDone(namespace, place))
                // One more than is looked at tells whether anything is left.
                .chain(done -> lists.oldest(namespace, place.partition(), place.after(), limit + 1))
                .chain(entries -> {
                    Position last = entries.next(limit);
                    Place next =
                            last == null ? new Place(place.partition() + 1, null) : new Place(place.partition(), last);
                    return examined(change, now, ids(entries, limit), soFar)
                            .chain(swept -> from(change, now, next, swept));
                });
    }

    /** Runs the script over sessions of any partitions until it has come to all of them. */
    private Uni<Swept> examined(SweepSessions change, Instant now, List<SessionId> ids, Swept soFar) {
        Uni<Swept> swept = Uni.createFrom().item(soFar);
        for (List<SessionId> group :
                ids.stream().collect(Collectors.groupingBy(keys::partitionOf)).values()) {
            swept = swept.chain(before -> together(change, now, group, before));
        }
        return swept;
    }

    private Uni<Swept> together(SweepSessions change, Instant now, List<SessionId> ids, Swept soFar) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(soFar);
        }
        int partition = keys.partitionOf(ids.get(0));
        return calls.change(partition, step(change, now, partition, ids))
                .call(reply -> userIndex.carryOut(change.namespace(), UserIndex.moves(Replies.texts(reply.get(6)))))
                .chain(reply ->
                        together(change, now, ids.subList(reply.get(0).toInteger(), ids.size()), sum(soFar, reply)));
    }

    private Step step(SweepSessions change, Instant now, int partition, List<SessionId> ids) {
        Namespace namespace = change.namespace();
        List<String> touched = new ArrayList<>();
        touched.add(keys.active(namespace, partition));
        touched.add(keys.owners(namespace, partition));
        touched.add(keys.unindexed(namespace, partition));
        ids.forEach(id -> touched.addAll(keys.of(namespace, id).swept()));
        Step step = new Step(LuaScript.SWEEP_SESSIONS, touched)
                .arg(now.toEpochMilli())
                .arg(keys.begin(namespace, partition))
                .arg(keys.userIndexPrefix(namespace));
        which(step, change.which());
        step.arg(change.dryRun()).arg(WORK_A_SCRIPT);
        Set<String> keep = change.which() instanceof OfUser ofUser ? ofUser.keep() : Set.of();
        step.arg(keep.size());
        keep.forEach(type -> step.arg(RedisKeys.spelled(type)));
        ids.forEach(id -> step.arg(id.value()));
        return step;
    }

    /** Which, since when idle, and whose. */
    private static void which(Step step, SweepSessions.Which which) {
        if (which instanceof Inactive inactive) {
            step.arg("inactive").arg(millis(inactive.idleSince())).arg("");
        } else if (which instanceof Idle idle) {
            step.arg("idle").arg(millis(idle.since())).arg("");
        } else if (which instanceof OfUser ofUser) {
            step.arg("user").arg(millis(ofUser.idleSince())).arg(ofUser.user().value());
        } else {
            step.arg("one").arg("").arg("");
        }
    }

    private static String millis(@Nullable Instant time) {
        return time == null ? "" : Long.toString(time.toEpochMilli());
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

    private static Swept sum(Swept soFar, Response reply) {
        Removed removed = new Removed(
                reply.get(1).toLong(),
                reply.get(2).toLong(),
                reply.get(3).toLong(),
                reply.get(4).toLong(),
                reply.get(5).toLong());
        List<SessionId> sample = Stream.concat(
                        soFar.sample().stream(),
                        Replies.texts(reply.get(7)).stream().map(SessionId::new))
                .limit(SweepSessions.SAMPLE)
                .toList();
        return new Swept(
                soFar.examined() + reply.get(0).toLong(), soFar.removed().plus(removed), sample, null);
    }

    private static Swept with(Swept swept, @Nullable String next) {
        return new Swept(swept.examined(), swept.removed(), swept.sample(), next);
    }
}
