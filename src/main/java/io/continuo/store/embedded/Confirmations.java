package io.continuo.store.embedded;

import java.util.Arrays;
import java.util.Optional;

import io.continuo.model.KeepConfirmation;
import io.continuo.model.LoadConfirmation;

/** What confirmation tokens were given for. */
final class Confirmations {

    private final Tables tables;

    Confirmations(Tables tables) {
        this.tables = tables;
    }

    boolean keep(KeepConfirmation keep, Edit edit, long now) {
        String namespace = keep.namespace().name();
        // Each adds one at most, so two that are taken out with each keep them in bounds.
        removeOldestConfirmation(edit, namespace, now);
        removeOldestConfirmation(edit, namespace, now);
        byte[] key = Keys.of(namespace, keep.tokenHash());
        removeConfirmation(edit, namespace, keep.tokenHash());
        long until = now + SessionRow.millis(keep.kept());
        edit.put(
                tables.confirmations(),
                key,
                new Fields.Out().text(keep.request()).number(until).toBytes());
        edit.put(tables.confirmationTimes(), Keys.with(Keys.of(namespace), until, keep.tokenHash()), Tables.NOTHING);
        return true;
    }

    private void removeOldestConfirmation(Edit edit, String namespace, long now) {
        byte[] begin = Keys.of(namespace);
        byte[] oldest = tables.confirmationTimes().higherKey(begin);
        if (oldest != null && Arrays.compareUnsigned(oldest, Keys.with(begin, now + 1)) < 0) {
            removeConfirmation(edit, namespace, Keys.text(oldest, begin.length + Long.BYTES));
        }
    }

    private void removeConfirmation(Edit edit, String namespace, String hash) {
        byte[] kept = edit.remove(tables.confirmations(), Keys.of(namespace, hash));
        if (kept != null) {
            Fields.In in = new Fields.In(kept);
            in.text();
            edit.remove(tables.confirmationTimes(), Keys.with(Keys.of(namespace), in.number(), hash));
        }
    }

    /** What is confirmed, if it still is. */
    Optional<String> confirmation(LoadConfirmation load, long now) {
        byte[] kept = tables.confirmations().get(Keys.of(load.namespace().name(), load.tokenHash()));
        if (kept == null) {
            return Optional.empty();
        }
        Fields.In in = new Fields.In(kept);
        String request = in.text();
        return now < in.number() ? Optional.of(request) : Optional.empty();
    }
}
