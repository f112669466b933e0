package io.continuo.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jboss.logging.Logger;

import io.continuo.model.Namespace;
import io.continuo.model.SessionId;
import io.continuo.model.UserId;

/**
 * The second step where a user's index lies in another partition than the session: what a change noted in
 * {@code unindexed} goes into the index, and then out of the note. What is not done is done by the next sweep.
 */
final class UserIndex {

    private static final Logger LOG = Logger.getLogger(UserIndex.class);

    private static final int ATTEMPTS = 5;

    private final RedisKeys keys;
    private final RedisCalls calls;

    UserIndex(RedisKeys keys, RedisCalls calls) {
        this.keys = keys;
        this.calls = calls;
    }

    /** A session that enters ({@code +} and its creation time) or leaves ({@code -}) a user's index. */
    record Move(SessionId session, UserId user, String entry) {}

    /** The last move of each user: a session that expired and was created anew in one step left and entered. */
    static List<Move> of(SessionId session, List<String> usersAndEntries) {
        Map<String, Move> moves = new LinkedHashMap<>();
        for (int at = 0; at + 1 < usersAndEntries.size(); at += 2) {
            String user = usersAndEntries.get(at);
            moves.put(user, new Move(session, new UserId(user), usersAndEntries.get(at + 1)));
        }
        return List.copyOf(moves.values());
    }

    /** The moves of many sessions: session, user and entry in turn. */
    static List<Move> moves(List<String> triples) {
        List<Move> moves = new ArrayList<>();
        for (int at = 0; at + 2 < triples.size(); at += 3) {
            moves.add(new Move(new SessionId(triples.get(at)), new UserId(triples.get(at + 1)), triples.get(at + 2)));
        }
        return moves;
    }

    /** Never fails: the change that the moves belong to has happened. */
    Uni<Void> carryOut(Namespace namespace, List<Move> moves) {
        if (moves.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join()
                .all(moves.stream().map(move -> carryOut(namespace, move)).toList())
                .andCollectFailures()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debug("A user's index is left to the next sweep.", failure))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Response> carryOut(Namespace namespace, Move move) {
        return write(namespace, move).invoke(() -> settle(namespace, move));
    }

    private Uni<Response> write(Namespace namespace, Move move) {
        return calls.command(keys.partitionOf(move.user()), request(namespace, move), true);
    }

    private Request request(Namespace namespace, Move move) {
        String index = keys.userSessions(namespace, move.user());
        String session = move.session().value();
        return move.entry().startsWith("+")
                ? Request.cmd(Command.ZADD)
                        .arg(index)
                        .arg(move.entry().substring(1))
                        .arg(session)
                : Request.cmd(Command.ZREM).arg(index).arg(session);
    }

    /** Not waited for: a note too many is harmless. */
    private void settle(Namespace namespace, Move move) {
        settled(namespace, move, ATTEMPTS)
                .subscribe()
                .with(done -> {}, failure -> LOG.debug("A note on a user's index stays for the next sweep.", failure));
    }

    /** Takes the note out; where another change came between, the index is written again with what is true now. */
    private Uni<Void> settled(Namespace namespace, Move move, int left) {
        SessionKeys of = keys.of(namespace, move.session());
        Step step = new Step(LuaScript.SETTLE_INDEX, List.of(of.unindexed(), of.owners(), of.meta(), of.register()))
                .arg(move.session().value())
                .arg(move.user().value())
                .arg(move.entry());
        return calls.change(of.partition(), step).chain(note -> {
            if (note == null || left == 0) {
                return Uni.createFrom().voidItem();
            }
            Move now = new Move(move.session(), move.user(), note.toString());
            return write(namespace, now).chain(written -> settled(namespace, now, left - 1));
        });
    }
}
