package io.continuo.config;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where the audit log goes, as settings decide it.
 *
 * @param directory of the files; null where there are none
 */
public record AuditPlace(AuditMode mode, @Nullable Path directory) {

    /** Where nothing is said of it, files where callers are known and there is a directory, else nothing. */
    public static AuditPlace of(ContinuoConfig config) {
        Path directory = config.audit()
                .dir()
                .or(() -> config.dataDir().map(data -> data.resolve("audit")))
                .orElse(null);
        AuditMode unsaid = Admission.isByKey(config) && directory != null ? AuditMode.FILE : AuditMode.OFF;
        AuditMode mode = config.audit().mode().orElse(unsaid);
        return new AuditPlace(mode, mode == AuditMode.FILE ? directory : null);
    }
}
