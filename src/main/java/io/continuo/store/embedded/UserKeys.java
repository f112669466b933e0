package io.continuo.store.embedded;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.continuo.model.UserKey;

/** The idempotency keys of users. All of a user's go when the last one has become too old. */
final class UserKeys {

    private final Tables tables;
    private final Rings rings;

    UserKeys(Tables tables) {
        this.tables = tables;
        rings = new Rings(tables);
    }

    Rings.@Nullable Outcome outcome(UserKey user, String key, long now) {
        return rings.outcome(prefix(user), key, now);
    }

    void record(Edit edit, UserKey user, String key, Rings.Outcome outcome, long now) {
        long number = 1;
        byte[] before = tables.keyed().get(row(user));
        if (before != null) {
            Fields.In in = new Fields.In(before);
            number = in.number() + 1;
            edit.remove(tables.keyedTimes(), time(user, in.number()));
        }
        edit.put(
                tables.keyed(),
                row(user),
                new Fields.Out().number(number).number(now).toBytes());
        edit.put(tables.keyedTimes(), time(user, now), Tables.NOTHING);
        rings.record(edit, prefix(user), number, key, outcome);
        removeOldest(edit, user, now);
    }

    /** Each write adds one user at most, so one that is taken out with each keeps them in bounds. */
    private void removeOldest(Edit edit, UserKey user, long now) {
        byte[] begin = Keys.of(user.namespace().name());
        byte[] oldest = tables.keyedTimes().higherKey(begin);
        if (oldest != null && Arrays.compareUnsigned(oldest, Keys.with(begin, now - Rings.KEPT_MILLIS + 1)) < 0) {
            removeAll(edit, UserKey.of(user.namespace().name(), Keys.text(oldest, begin.length + Long.BYTES)));
        }
    }

    void removeAll(Edit edit, UserKey user) {
        byte[] row = edit.remove(tables.keyed(), row(user));
        if (row != null) {
            Fields.In in = new Fields.In(row);
            in.number();
            edit.remove(tables.keyedTimes(), time(user, in.number()));
            edit.removeAll(
                    tables.once(), prefix(user), Keys.beyond(user.namespace().name(), "", id(user)));
        }
    }

    /** Where sessions have their id there is none, so that no session's keys are met. */
    private static byte[] prefix(UserKey user) {
        return Keys.of(user.namespace().name(), "", id(user));
    }

    private static byte[] row(UserKey user) {
        return Keys.of(user.namespace().name(), id(user));
    }

    private static byte[] time(UserKey user, long last) {
        return Keys.with(Keys.of(user.namespace().name()), last, id(user));
    }

    private static String id(UserKey user) {
        return user.id().value();
    }
}
