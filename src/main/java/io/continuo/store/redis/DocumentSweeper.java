package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentName;
import io.continuo.model.Namespace;
import io.continuo.model.Removed;
import io.continuo.model.ScanDocuments;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepDocuments.All;
import io.continuo.model.SweepDocuments.Inactive;
import io.continuo.model.SweepDocuments.Named;
import io.continuo.model.SweepDocuments.Swept;
import io.continuo.model.SweepSessions;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;

/** {@link SweepDocuments}: through the partitions, the types of each, and the index of each type. */
final class DocumentSweeper {

    private static final int ENTRIES_A_SCRIPT = 200;

    /** Makes of a type what comes after it and before every other one; a form that a place can be written in. */
    private static final String AFTER = "\u0000";

    private static final Pattern MEMBER = Pattern.compile("(session|user):[^:]{1,600}:[^:]{1,600}");

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final UserIndex userIndex;

    DocumentSweeper(RedisKeys keys, RedisCalls calls, UserIndex userIndex) {
        this.keys = keys;
        this.calls = calls;
        this.userIndex = userIndex;
    }

    /** An entry of an index: its score as Redis spells it, and its member. */
    private record Entry(String score, String member) {}

    /**
     * Where a sweep stands.
     *
     * @param type as keys spell it; null before the first of the partition
     * @param after the entry after which it goes on; null before the first of the type
     */
    private record Place(
            int partition, @Nullable String type, @Nullable Entry after) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,3}) (\\S+)(?: (\\d{1,15}|inf) (\\S+))?");

        /** A place that is not ours, as from another store, begins anew: every entry is checked again anyway. */
        static Place of(@Nullable String text) {
            Matcher place = FORM.matcher(text == null ? "" : text);
            if (!place.matches()) {
                return new Place(0, null, null);
            }
            String member = place.group(4);
            return new Place(
                    Integer.parseInt(place.group(1)),
                    place.group(2),
                    member == null ? null : new Entry(place.group(3), member));
        }

        String text() {
            return after == null
                    ? partition + " " + type
                    : partition + " " + type + " " + after.score() + " " + after.member();
        }
    }

    Uni<Swept> sweep(SweepDocuments change, Instant now) {
        return partition(change, now, Place.of(change.from()), new Swept(0, Removed.NOTHING, List.of(), null));
    }

    /** Entries of the index of one type. */
    Uni<ScanDocuments.Part> scan(ScanDocuments scan) {
        return scan(scan, Place.of(scan.from()));
    }

    private Uni<ScanDocuments.Part> scan(ScanDocuments scan, Place place) {
        if (place.partition() >= keys.partitions()) {
            return Uni.createFrom().item(new ScanDocuments.Part(List.of(), null));
        }
        return types(scan.namespace(), place.partition()).chain(types -> {
            String type = firstFrom(place.type(), types);
            if (type == null) {
                return scan(scan, new Place(place.partition() + 1, null, null));
            }
            return part(scan, type.equals(place.type()) ? place : new Place(place.partition(), type, null));
        });
    }

    private Uni<ScanDocuments.Part> part(ScanDocuments scan, Place place) {
        return page(scan.namespace(), place, scan.limit()).map(entries -> {
            String type = String.valueOf(place.type());
            Place next = entries.size() < scan.limit()
                    ? new Place(place.partition(), type + AFTER, null)
                    : new Place(place.partition(), type, entries.get(entries.size() - 1));
            return new ScanDocuments.Part(
                    entries.stream()
                            .filter(entry -> MEMBER.matcher(entry.member()).matches())
                            .map(entry -> document(scan.namespace(), type, entry.member()))
                            .toList(),
                    next.text());
        });
    }

    private static @Nullable String firstFrom(@Nullable String from, List<String> types) {
        return types.stream()
                .filter(name -> from == null || name.compareTo(from) >= 0)
                .findFirst()
                .orElse(null);
    }

    private Uni<Swept> partition(SweepDocuments change, Instant now, Place place, Swept soFar) {
        if (place.partition() >= keys.partitions()) {
            return Uni.createFrom().item(soFar);
        }
        return types(change, place.partition()).chain(types -> type(change, now, place, types, soFar));
    }

    /** The first type from the place's on, or the next partition. */
    private Uni<Swept> type(SweepDocuments change, Instant now, Place place, List<String> types, Swept soFar) {
        String from = place.type();
        String type = firstFrom(from, types);
        if (type == null) {
            return partition(change, now, new Place(place.partition() + 1, null, null), soFar);
        }
        return type.equals(from)
                ? entries(change, now, place, types, soFar)
                : entries(change, now, new Place(place.partition(), type, null), types, soFar);
    }

    private Uni<Swept> entries(SweepDocuments change, Instant now, Place place, List<String> types, Swept soFar) {
        int limit = (int) Math.min(change.limit() - soFar.examined(), ENTRIES_A_SCRIPT);
        if (limit <= 0) {
            return Uni.createFrom().item(with(soFar, place.text()));
        }
        return page(change.namespace(), place, limit + 1).chain(found -> {
            List<Entry> due = due(change, found, now);
            List<Entry> page = due.subList(0, Math.min(limit, due.size()));
            Place next = due.size() > limit
                    ? new Place(place.partition(), place.type(), page.get(limit - 1))
                    : new Place(place.partition(), place.type() + AFTER, null);
            return examined(change, now, place, meant(change, page), looked(soFar, page.size()))
                    .chain(swept -> due.size() > limit
                            ? entries(change, now, next, types, swept)
                            : type(change, now, next, types, swept));
        });
    }

    private Uni<List<Entry>> page(Namespace namespace, Place place, int limit) {
        Entry after = place.after();
        Step step = new Step(LuaScript.LIST_PAGE, List.of(index(namespace, place)))
                .arg("oldest")
                .arg(limit)
                .arg(after == null ? "" : after.score())
                .arg(after == null ? "" : after.member())
                .arg("");
        return calls.ask(place.partition(), step).map(reply -> {
            List<Entry> entries = new ArrayList<>(limit);
            for (int at = 1; at + 1 < reply.size(); at += 2) {
                entries.add(
                        new Entry(reply.get(at + 1).toString(), reply.get(at).toString()));
            }
            return entries;
        });
    }

    /** Of an index in the order of time, what has expired as far as it says. */
    private static List<Entry> due(SweepDocuments change, List<Entry> entries, Instant now) {
        return change.which() instanceof Inactive
                ? entries.stream()
                        .takeWhile(entry ->
                                !"inf".equals(entry.score()) && Long.parseLong(entry.score()) <= now.toEpochMilli())
                        .toList()
                : entries;
    }

    private static List<String> meant(SweepDocuments change, List<Entry> entries) {
        Stream<String> members = entries.stream().map(Entry::member);
        if (change.which() instanceof Named named) {
            String end = ":" + RedisKeys.spelled(named.name().key());
            return members.filter(member -> member.endsWith(end)).toList();
        }
        return members.toList();
    }

    private Uni<Swept> examined(SweepDocuments change, Instant now, Place place, List<String> members, Swept soFar) {
        if (members.isEmpty()) {
            return Uni.createFrom().item(soFar);
        }
        return calls.change(place.partition(), step(change, now, place, members))
                .call(reply -> userIndex.carryOut(change.namespace(), UserIndex.moves(Replies.texts(reply.get(3)))))
                .chain(reply -> examined(
                        change,
                        now,
                        place,
                        members.subList(reply.get(0).toInteger(), members.size()),
                        sum(change, place, soFar, reply)));
    }

    private Step step(SweepDocuments change, Instant now, Place place, List<String> members) {
        Namespace namespace = change.namespace();
        int partition = place.partition();
        Step step = new Step(
                        LuaScript.SWEEP_DOCUMENTS,
                        List.of(
                                index(namespace, place),
                                keys.owners(namespace, partition),
                                keys.unindexed(namespace, partition)))
                .arg(now.toEpochMilli())
                .arg(keys.begin(namespace, partition))
                .arg(keys.userIndexPrefix(namespace));
        if (change.which() instanceof All all) {
            step.arg("all").arg(all.writtenBefore().toEpochMilli());
        } else {
            step.arg(change.which() instanceof Named ? "named" : "inactive").arg("");
        }
        step.arg(change.dryRun()).arg(Sweeper.WORK_A_SCRIPT).arg(String.valueOf(place.type()));
        members.forEach(step::arg);
        return step;
    }

    private String index(Namespace namespace, Place place) {
        return keys.documentsOfType(namespace, place.partition(), RedisKeys.unspelled(String.valueOf(place.type())));
    }

    /** The types to look at, in order. */
    private Uni<List<String>> types(SweepDocuments change, int partition) {
        if (change.which() instanceof Named named) {
            return Uni.createFrom().item(List.of(RedisKeys.spelled(named.name().type())));
        }
        return types(change.namespace(), partition);
    }

    private Uni<List<String>> types(Namespace namespace, int partition) {
        Request request = Request.cmd(Command.SMEMBERS).arg(keys.documentTypes(namespace, partition));
        return calls.command(partition, request, false)
                .map(reply -> Replies.texts(reply).stream().sorted().toList());
    }

    private Swept sum(SweepDocuments change, Place place, Swept soFar, Response reply) {
        Removed removed =
                new Removed(0, 0, 0, reply.get(1).toLong(), reply.get(2).toLong());
        List<DocumentKey> sample = Stream.concat(
                        soFar.sample().stream(),
                        Replies.texts(reply.get(4)).stream()
                                .map(member -> document(change.namespace(), String.valueOf(place.type()), member)))
                .limit(SweepSessions.SAMPLE)
                .toList();
        return new Swept(soFar.examined(), soFar.removed().plus(removed), sample, null);
    }

    /** The script has seen that the member is of this form. */
    private static DocumentKey document(Namespace namespace, String type, String member) {
        String[] parts = member.split(":", 3);
        String id = RedisKeys.unspelled(parts[1]);
        DocumentName name = new DocumentName(RedisKeys.unspelled(type), RedisKeys.unspelled(parts[2]));
        return new DocumentKey(
                "session".equals(parts[0])
                        ? new SessionKey(namespace, new SessionId(id))
                        : new UserKey(namespace, new UserId(id)),
                name);
    }

    private static Swept looked(Swept soFar, int entries) {
        return new Swept(soFar.examined() + entries, soFar.removed(), soFar.sample(), null);
    }

    private static Swept with(Swept swept, String next) {
        return new Swept(swept.examined(), swept.removed(), swept.sample(), next);
    }
}
