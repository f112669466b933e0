package io.continuo.store.embedded;

import io.continuo.model.AddDictionary;
import io.continuo.model.Change;
import io.continuo.model.ClaimDuty;
import io.continuo.model.DocumentChange;
import io.continuo.model.KeepConfirmation;
import io.continuo.model.RegisterNamespace;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.RestoreDocument;
import io.continuo.model.RestoreSession;
import io.continuo.model.SessionChange;
import io.continuo.model.StageMessages;
import io.continuo.model.SweepDocuments;
import io.continuo.model.SweepSessions;
import io.continuo.store.codec.ValueCodec;

/** An open database with all that works on its tables. */
record Engine(
        Database database,
        Tables tables,
        Steps steps,
        DocumentSteps documents,
        Restores restores,
        Confirmations confirmations,
        Registers registers,
        Reads reads) {

    static Engine open(EmbeddedSettings settings) {
        Database database = Database.open(settings);
        Tables tables = database.tables();
        ValueCodec codec = settings.codec();
        Registers registers = new Registers(tables);
        registers.teach(codec);
        return new Engine(
                database,
                tables,
                new Steps(tables, codec),
                new DocumentSteps(tables, codec),
                new Restores(tables, codec),
                new Confirmations(tables),
                registers,
                new Reads(tables, codec));
    }

    /** A change of the type {@code R} gives an {@code R}; the switch over its kinds cannot say so to the compiler. */
    Object apply(Change<?> change, Edit edit, long now) {
        if (change instanceof SessionChange<?> ofSession) {
            return steps.apply(ofSession, edit, now);
        } else if (change instanceof DocumentChange<?> ofDocument) {
            return documents.apply(ofDocument, edit, now);
        } else if (change instanceof RemoveUserDocuments remove) {
            return documents.removeOfUser(remove, edit, now);
        } else if (change instanceof SweepSessions sweep) {
            return new SessionSweep(tables, sweep, edit, now).run();
        } else if (change instanceof SweepDocuments sweep) {
            return new DocumentSweep(tables, sweep, edit, now).run();
        } else if (change instanceof KeepConfirmation keep) {
            return confirmations.keep(keep, edit, now);
        } else if (change instanceof RegisterNamespace register) {
            return registers.register(register, edit);
        } else if (change instanceof AddDictionary add) {
            return registers.add(add, edit);
        } else if (change instanceof StageMessages stage) {
            return restores.stage(stage, edit, now);
        } else if (change instanceof RestoreSession restore) {
            return restores.restore(restore, edit, now);
        } else if (change instanceof RestoreDocument restore) {
            return restores.restore(restore, edit, now);
        }
        return registers.claim((ClaimDuty) change, edit, now);
    }
}
