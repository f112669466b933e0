package io.continuo.store.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

import io.continuo.model.ClaimDuty;
import io.continuo.model.Removed;
import io.continuo.model.SessionKey;
import io.continuo.model.SweepSessions;
import io.continuo.model.SweepSessions.Swept;

/** The changes that serve no caller: sweeping, and who does it. */
final class Upkeep {

    private final Tables tables;
    private final Sessions sessions;

    Upkeep(Tables tables) {
        this.tables = tables;
        sessions = new Sessions(tables);
    }

    Swept sweep(SweepSessions sweep, Edit edit, long now) {
        byte[] from = from(sweep);
        Instant idle = ((SweepSessions.Inactive) sweep.which()).idleSince();
        long idleSince = idle == null ? Long.MIN_VALUE : idle.toEpochMilli();
        Cursor<byte[], byte[]> cursor =
                tables.active().cursor(from, Keys.beyond(sweep.namespace().name()), false);
        long examined = 0;
        long removed = 0;
        long dangling = 0;
        byte @Nullable [] last = null;
        while (examined < sweep.limit() && cursor.hasNext()) {
            byte[] entry = cursor.next();
            if (Arrays.equals(entry, from)) {
                continue;
            }
            examined++;
            last = entry;
            SessionKey key = Sessions.ofActive(sweep.namespace(), entry);
            SessionRow row = sessions.find(key);
            if (row == null) {
                edit.remove(tables.active(), entry);
                dangling++;
            } else if (row.isExpired(now) || row.lastInteraction < idleSince) {
                sessions.remove(edit, key, row);
                removed++;
            }
        }
        String next = last == null || !cursor.hasNext()
                ? null
                : Base64.getUrlEncoder().withoutPadding().encodeToString(last);
        return new Swept(examined, new Removed(removed, 0, 0, 0, dangling), List.of(), next);
    }

    /** The entry after which the sweep goes on, or what is smaller than all. */
    private static byte[] from(SweepSessions sweep) {
        byte[] begin = Keys.of(sweep.namespace().name());
        if (sweep.from() == null) {
            return begin;
        }
        try {
            byte[] from = Base64.getUrlDecoder().decode(sweep.from().getBytes(StandardCharsets.US_ASCII));
            return Arrays.compareUnsigned(from, begin) < 0 ? begin : from;
        } catch (IllegalArgumentException foreign) {
            // A place that is not ours, as from another store: begin anew, every entry is checked again anyway.
            return begin;
        }
    }

    boolean claim(ClaimDuty claim, Edit edit, long now) {
        byte[] key = Keys.of(claim.namespace().name(), claim.duty());
        byte[] held = tables.duties().get(key);
        if (held != null) {
            Fields.In in = new Fields.In(held);
            String holder = in.text();
            if (!holder.equals(claim.holder()) && now < in.number()) {
                return false;
            }
        }
        edit.put(
                tables.duties(),
                key,
                new Fields.Out()
                        .text(claim.holder())
                        .number(now + SessionRow.millis(claim.hold()))
                        .toBytes());
        return true;
    }
}
