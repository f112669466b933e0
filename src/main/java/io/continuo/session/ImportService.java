package io.continuo.session;

import jakarta.inject.Singleton;

/** Begins imports. */
@Singleton
public class ImportService {

    private final Steps steps;
    private final Namespaces namespaces;

    ImportService(Steps steps, Namespaces namespaces) {
        this.steps = steps;
        this.namespaces = namespaces;
    }

    public ImportRun begin(OnConflict onConflict) {
        return new ImportRun(steps, namespaces, onConflict);
    }
}
