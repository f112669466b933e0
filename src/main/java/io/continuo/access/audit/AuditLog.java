package io.continuo.access.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import io.continuo.access.Caller;
import io.continuo.config.AuditMode;
import io.continuo.config.AuditPlace;
import io.continuo.config.ContinuoConfig;
import io.continuo.config.InstanceName;
import io.continuo.config.RefusedSetting;
import io.continuo.model.AccessRole;
import io.continuo.model.Namespace;

/**
 * The audit log of this replica. Nothing here waits: a line is on the disk a tenth of a second or so after it was recorded, and is lost
 * where the process dies before.
 */
@Singleton
public final class AuditLog {

    private final ContinuoConfig config;
    private final AuditPlace place;
    private final Clock clock;
    private volatile @Nullable AuditWriter writer;

    AuditLog(ContinuoConfig config, Clock clock, MeterRegistry registry) {
        this.config = config;
        this.place = AuditPlace.of(config);
        this.clock = clock;
        bind(registry);
    }

    /**
     * To be called once, at the start.
     *
     * @throws RefusedSetting where its directory cannot be used
     */
    public void open() {
        if (place.mode() != AuditMode.OFF && writer == null) {
            writer = new AuditWriter(sink(), clock);
        }
    }

    private Sink sink() {
        String replica = InstanceName.of(config);
        Path directory = place.directory();
        if (place.mode() == AuditMode.LOG || directory == null) {
            return new LogSink(replica, clock);
        }
        ContinuoConfig.Audit settings = config.audit();
        try {
            return AuditFiles.open(
                    directory,
                    replica,
                    new AuditFiles.Rotation(
                            settings.fileBytes().asLongValue(),
                            settings.maxBytes().asLongValue(),
                            settings.keepFor().orElse(null)),
                    clock);
        } catch (IOException unusable) {
            throw new RefusedSetting(
                    "The audit log's directory " + directory + " cannot be used: " + unusable.getMessage()
                            + ". Write another one as CONTINUO_AUDIT_DIR, or CONTINUO_AUDIT=log or off.");
        }
    }

    /** Whether lines are kept. */
    public boolean isOn() {
        return writer != null;
    }

    /** Whether a call gets a line: one that changes, and whatever an operator or admin looks at. */
    public static boolean concerns(AccessRole needed, Caller caller) {
        boolean privileged = caller.isKnown() && caller.role().includes(AccessRole.OPERATOR);
        return needed != AccessRole.READER || privileged;
    }

    /**
     * Records how a call ended.
     *
     * @param namespace which it is about, null where that was not settled
     * @param status null where the caller went away before the answer: whether it changed anything is not known
     */
    public void record(
            AuditNote note,
            String what,
            Caller caller,
            @Nullable Namespace namespace,
            String requestId,
            @Nullable Integer status) {
        AuditEntry entry = AuditEntry.of(clock.instant(), what).by(caller, namespace, requestId);
        note.write(entry, status);
        record(entry);
    }

    /** Records what the service did by itself. */
    public void record(AuditEntry entry) {
        AuditWriter open = writer;
        if (open != null) {
            open.submit(entry);
        }
    }

    /** Counts a caller who was sent away without being known; one line says of many how many they were. */
    public void refused() {
        AuditWriter open = writer;
        if (open != null) {
            open.refused();
        }
    }

    @PreDestroy
    void close() {
        AuditWriter open = writer;
        if (open != null) {
            open.close();
        }
    }

    private void bind(MeterRegistry registry) {
        FunctionCounter.builder("continuo.audit.lines", this, log -> log.writer == null ? 0 : log.writer.written())
                .description("Lines that were written to the audit log")
                .register(registry);
        FunctionCounter.builder("continuo.audit.lost", this, log -> log.writer == null ? 0 : log.writer.lost())
                .description("Lines for which the audit log had no room")
                .register(registry);
        Gauge.builder("continuo.audit.waiting", this, log -> log.writer == null ? 0 : log.writer.waiting())
                .description("Lines that wait to be written to the audit log")
                .register(registry);
    }
}
