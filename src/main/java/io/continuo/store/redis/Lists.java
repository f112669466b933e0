package io.continuo.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ContinuoException;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.CountSessions;
import io.continuo.model.Identifiers;
import io.continuo.model.ListSessions;
import io.continuo.model.ListSessions.Position;
import io.continuo.model.Namespace;
import io.continuo.model.Session;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPage;
import io.continuo.model.UserId;

/** Lists: one flight to each node for the ids, one for the sessions of the page. */
final class Lists {

    private static final int MAX_SESSIONS_OF_USER = 10_000;
    private static final Comparator<Position> NEWEST_FIRST = Comparator.comparing(Position::lastInteraction)
            .thenComparing(position -> position.id().value())
            .reversed();

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final Coding coding;
    private final SessionForm form;

    Lists(RedisKeys keys, RedisCalls calls, Coding coding, SessionForm form) {
        this.keys = keys;
        this.calls = calls;
        this.coding = coding;
        this.form = form;
    }

    /**
     * Entries of an index in its order.
     *
     * @param total how many it holds in all
     * @param seen how many were looked at: more than the positions where others put in what is no session id
     */
    record Entries(List<Position> positions, long total, long seen) {

        /** The last one of the first {@code limit} entries, null where nothing comes after them. */
        @Nullable
        Position next(int limit) {
            int last = Math.min(limit, positions.size()) - 1;
            return seen > limit && last >= 0 ? positions.get(last) : null;
        }
    }

    Uni<Long> count(CountSessions query) {
        Instant since = query.activeSince();
        return calls.partitionsByNode()
                .chain(nodes -> eachNode(nodes, partition -> counting(query.namespace(), partition, since)))
                .map(replies -> replies.stream()
                        .mapToLong(reply -> reply.get(0).toLong())
                        .sum());
    }

    Uni<SessionPage> list(ListSessions query, Instant now) {
        UserId user = query.userId();
        return user == null ? active(query, now) : ofUser(query, user, now);
    }

    /** Entries of one partition, the oldest first. */
    Uni<Entries> oldest(Namespace namespace, int partition, @Nullable Position after, int limit) {
        return calls.ask(partition, page(namespace, partition, "oldest", after, limit, null))
                .map(Lists::entries);
    }

    /** Entries of a user's index by creation, the oldest first. */
    Uni<Entries> oldestOfUser(Namespace namespace, UserId user, @Nullable Position after, int limit) {
        return ofUser(namespace, user, "oldest", after, limit);
    }

    /** Entries of a user's index by creation, the newest first. */
    Uni<Entries> newestOfUser(Namespace namespace, UserId user, @Nullable Position after, int limit) {
        return ofUser(namespace, user, "newest", after, limit);
    }

    /** Reads the newest entries of a user's index; its answer is for {@link #ids}. */
    Step newestOfUser(Namespace namespace, UserId user, int limit) {
        return page(keys.userSessions(namespace, user), "newest", null, limit, null);
    }

    static List<SessionId> ids(Response page) {
        return entries(page).positions().stream().map(Position::id).toList();
    }

    private Uni<Entries> ofUser(Namespace namespace, UserId user, String order, @Nullable Position after, int limit) {
        Step step = page(keys.userSessions(namespace, user), order, after, limit, null);
        return calls.ask(keys.partitionOf(user), step).map(Lists::entries);
    }

    /** The meta of each session that is there, by its id. */
    Uni<Map<SessionId, Meta>> metas(Namespace namespace, List<SessionId> ids) {
        return calls.partitionsByNode().chain(nodes -> metas(namespace, ids, nodes));
    }

    private Uni<SessionPage> active(ListSessions query, Instant now) {
        return calls.partitionsByNode()
                .chain(nodes -> eachNode(
                                nodes,
                                partition -> page(
                                        query.namespace(),
                                        partition,
                                        "newest",
                                        query.after(),
                                        query.limit() + 1,
                                        query.activeSince()))
                        .map(replies ->
                                merged(replies.stream().map(Lists::entries).toList()))
                        .chain(entries -> loaded(query, entries, nodes, now)));
    }

    private Uni<SessionPage> loaded(ListSessions query, Entries entries, List<List<Integer>> nodes, Instant now) {
        List<Position> found = entries.positions();
        List<Position> page = found.subList(0, Math.min(query.limit(), found.size()));
        Position next = entries.next(query.limit());
        List<SessionId> ids = page.stream().map(Position::id).toList();
        return metas(query.namespace(), ids, nodes)
                .map(metas -> new SessionPage(sessions(query.namespace(), ids, metas, now), next, entries.total()));
    }

    private Uni<SessionPage> ofUser(ListSessions query, UserId user, Instant now) {
        String index = keys.userSessions(query.namespace(), user);
        return calls.together(
                        keys.partitionOf(user),
                        withText -> List.of(
                                Request.cmd(Command.ZRANGE)
                                        .arg(index)
                                        .arg(0)
                                        .arg(MAX_SESSIONS_OF_USER - 1)
                                        .arg("REV"),
                                Request.cmd(Command.ZCARD).arg(index)))
                .chain(replies -> {
                    List<SessionId> ids = Replies.texts(replies.get(0)).stream()
                            .filter(Identifiers::isValid)
                            .map(SessionId::new)
                            .toList();
                    return metas(query.namespace(), ids)
                            .map(metas -> pageOfUser(
                                    query, user, metas, replies.get(1).toLong(), now));
                });
    }

    private SessionPage pageOfUser(
            ListSessions query, UserId user, Map<SessionId, Meta> metas, long total, Instant now) {
        Position after = query.after();
        Instant since = query.activeSince();
        List<Position> rest = metas.entrySet().stream()
                .filter(entry -> user.equals(entry.getValue().user()))
                .filter(entry -> !entry.getValue().isExpired(now))
                .map(entry -> new Position(entry.getValue().lastInteraction(), entry.getKey()))
                .filter(position -> since == null || !position.lastInteraction().isBefore(since))
                .filter(position -> after == null || NEWEST_FIRST.compare(position, after) > 0)
                .sorted(NEWEST_FIRST)
                .toList();
        List<Position> page = rest.subList(0, Math.min(query.limit(), rest.size()));
        Position next = rest.size() > page.size() ? page.get(page.size() - 1) : null;
        return new SessionPage(
                sessions(query.namespace(), page.stream().map(Position::id).toList(), metas, now), next, total);
    }

    private List<Session> sessions(Namespace namespace, List<SessionId> ids, Map<SessionId, Meta> metas, Instant now) {
        List<Session> sessions = new ArrayList<>(ids.size());
        for (SessionId id : ids) {
            Meta meta = metas.get(id);
            if (meta != null && !meta.isExpired(now)) {
                sessions.add(form.written(new SessionKey(namespace, id), meta, null, null));
            }
        }
        return sessions;
    }

    private Uni<Map<SessionId, Meta>> metas(Namespace namespace, List<SessionId> ids, List<List<Integer>> nodes) {
        Map<Integer, List<SessionKeys>> byPartition =
                ids.stream().map(id -> keys.of(namespace, id)).collect(Collectors.groupingBy(SessionKeys::partition));
        List<Uni<Map<SessionId, Meta>>> flights = new ArrayList<>();
        for (List<Integer> partitions : nodes) {
            List<SessionKeys> here = partitions.stream()
                    .flatMap(partition -> byPartition.getOrDefault(partition, List.of()).stream())
                    .toList();
            if (!here.isEmpty()) {
                flights.add(together(here));
            }
        }
        return all(flights)
                .map(Lists::union)
                .call(metas -> coding.readyFor(
                        namespace,
                        metas.values().stream()
                                .flatMap(meta -> meta.values().stream())
                                .toList()));
    }

    private Uni<Map<SessionId, Meta>> together(List<SessionKeys> here) {
        return calls.together(
                        here.get(0).partition(),
                        withText -> here.stream().map(Lists::readMeta).toList())
                .map(replies -> metas(here, replies))
                // A key of another type fails the flight; then each is asked for by itself, so that only it is missing.
                .onFailure(StoredValueUnreadable.class)
                .recoverWithUni(
                        () -> all(here.stream().map(this::alone).toList()).map(Lists::union));
    }

    private Uni<Map<SessionId, Meta>> alone(SessionKeys of) {
        return calls.command(of.partition(), readMeta(of), false)
                .map(reply -> metas(List.of(of), List.of(reply)))
                .onFailure(StoredValueUnreadable.class)
                .recoverWithItem(Map.of());
    }

    private static Request readMeta(SessionKeys of) {
        return Request.cmd(Command.HGETALL).arg(of.meta());
    }

    private static Map<SessionId, Meta> union(List<Map<SessionId, Meta>> maps) {
        Map<SessionId, Meta> union = new HashMap<>();
        maps.forEach(union::putAll);
        return union;
    }

    private static Map<SessionId, Meta> metas(List<SessionKeys> of, List<Response> replies) {
        Map<SessionId, Meta> metas = new HashMap<>();
        for (int at = 0; at < of.size(); at++) {
            Map<String, byte[]> fields = Replies.fields(replies.get(at));
            Meta meta = fields.isEmpty() ? null : readable(fields, of.get(at).meta());
            if (meta != null) {
                metas.put(of.get(at).id(), meta);
            }
        }
        return metas;
    }

    /** A list leaves out what cannot be read; reading that session itself says so. */
    private static @Nullable Meta readable(Map<String, byte[]> fields, String key) {
        try {
            return Meta.of(fields, key);
        } catch (ContinuoException unreadable) {
            return null;
        }
    }

    /** One step for each partition, those of one node in one flight; the replies in no certain order. */
    private Uni<List<Response>> eachNode(List<List<Integer>> nodes, Function<Integer, Step> step) {
        return all(nodes.stream()
                        .map(partitions -> calls.together(
                                partitions.get(0),
                                withText -> partitions.stream()
                                        .map(partition -> step.apply(partition).request(withText))
                                        .toList()))
                        .toList())
                .map(answers -> answers.stream().flatMap(List::stream).toList());
    }

    private Step counting(Namespace namespace, int partition, @Nullable Instant since) {
        return page(namespace, partition, "newest", null, 0, since);
    }

    private Step page(
            Namespace namespace,
            int partition,
            String order,
            @Nullable Position after,
            int limit,
            @Nullable Instant since) {
        return page(keys.active(namespace, partition), order, after, limit, since);
    }

    private static Step page(String index, String order, @Nullable Position after, int limit, @Nullable Instant since) {
        return new Step(LuaScript.LIST_PAGE, List.of(index))
                .arg(order)
                .arg(limit)
                .arg(after == null ? "" : millis(after.lastInteraction()))
                .arg(after == null ? "" : after.id().value())
                .arg(since == null ? "" : millis(since));
    }

    private static String millis(Instant instant) {
        return Long.toString(instant.toEpochMilli());
    }

    private static Entries entries(Response reply) {
        List<Position> positions = new ArrayList<>(reply.size() / 2);
        for (int at = 1; at + 1 < reply.size(); at += 2) {
            String id = reply.get(at).toString();
            if (Identifiers.isValid(id)) {
                positions.add(
                        new Position(Instant.ofEpochMilli(reply.get(at + 1).toLong()), new SessionId(id)));
            }
        }
        return new Entries(positions, reply.get(0).toLong(), reply.size() / 2);
    }

    private static Entries merged(List<Entries> parts) {
        return new Entries(
                parts.stream()
                        .flatMap(part -> part.positions().stream())
                        .sorted(NEWEST_FIRST)
                        .toList(),
                parts.stream().mapToLong(Entries::total).sum(),
                parts.stream().mapToLong(Entries::seen).sum());
    }

    private static <T> Uni<List<T>> all(List<Uni<T>> unis) {
        return unis.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(unis).andFailFast();
    }
}
