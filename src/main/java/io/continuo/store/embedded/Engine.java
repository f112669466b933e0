package io.continuo.store.embedded;

import io.continuo.model.Change;
import io.continuo.model.ClaimDuty;
import io.continuo.model.SessionChange;
import io.continuo.model.SweepSessions;
import io.continuo.store.codec.ValueCodec;

/** An open database with all that works on its tables. */
record Engine(Database database, Steps steps, Upkeep upkeep, Reads reads) {

    static Engine open(EmbeddedSettings settings) {
        Database database = Database.open(settings);
        Tables tables = database.tables();
        ValueCodec codec = settings.codec();
        return new Engine(database, new Steps(tables, codec), new Upkeep(tables), new Reads(tables, codec));
    }

    /** A change of the type {@code R} gives an {@code R}; the switch over its kinds cannot say so to the compiler. */
    Object apply(Change<?> change, Edit edit, long now) {
        if (change instanceof SessionChange<?> ofSession) {
            return steps.apply(ofSession, edit, now);
        } else if (change instanceof SweepSessions sweep) {
            return upkeep.sweep(sweep, edit, now);
        }
        return upkeep.claim((ClaimDuty) change, edit, now);
    }
}
