package io.continuo.store.redis;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

import io.continuo.model.FindOwner;
import io.continuo.model.Identifiers;
import io.continuo.model.ListSessions.Position;
import io.continuo.model.ScanDocuments;
import io.continuo.model.ScanSessions;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.store.redis.Sweeper.Place;

/** How all that there is is found, partition after partition. */
final class Scans {

    private final RedisKeys keys;
    private final RedisCalls calls;
    private final Lists lists;
    private final DocumentSweeper documents;

    Scans(RedisKeys keys, RedisCalls calls, Lists lists, DocumentSweeper documents) {
        this.keys = keys;
        this.calls = calls;
        this.lists = lists;
        this.documents = documents;
    }

    Uni<ScanSessions.Part> scan(ScanSessions scan) {
        Place place = Place.of(scan.from());
        UserId user = scan.user();
        if (place.partition() >= keys.partitions()) {
            return Uni.createFrom().item(new ScanSessions.Part(List.of(), null));
        }
        Uni<Lists.Entries> entries = user == null
                ? lists.oldest(scan.namespace(), place.partition(), place.after(), scan.limit() + 1)
                : lists.oldestOfUser(scan.namespace(), user, place.after(), scan.limit() + 1);
        int partitions = user == null ? keys.partitions() : 1;
        return entries.map(found -> part(scan, place, found, partitions));
    }

    private static ScanSessions.Part part(ScanSessions scan, Place place, Lists.Entries found, int partitions) {
        Position last = found.next(scan.limit());
        Place next = new Place(last == null ? place.partition() + 1 : place.partition(), last);
        return new ScanSessions.Part(
                found.positions().stream().limit(scan.limit()).map(Position::id).toList(),
                next.partition() < partitions ? next.text() : null);
    }

    Uni<ScanDocuments.Part> scan(ScanDocuments scan) {
        return documents.scan(scan);
    }

    Uni<Optional<UserId>> owner(FindOwner find) {
        SessionKey session = find.session();
        int partition = keys.partitionOf(session.id());
        Request request = Request.cmd(Command.HGET)
                .arg(keys.owners(session.namespace(), partition))
                .arg(session.id().value());
        return calls.command(partition, request, false)
                .map(reply -> Optional.ofNullable(reply)
                        .map(Object::toString)
                        .filter(Identifiers::isValid)
                        .map(UserId::new));
    }
}
