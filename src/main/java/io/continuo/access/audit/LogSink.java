package io.continuo.access.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import org.jboss.logging.Logger;

/** Writes lines to the log, under the category {@code io.continuo.audit}. Each start begins a chain. */
final class LogSink implements Sink {

    static final String CATEGORY = "io.continuo.audit";

    private static final Logger LINES = Logger.getLogger(CATEGORY);

    private Chain chain = Chain.BEGINNING;

    LogSink(String replica, Clock clock) {
        write(List.of(AuditEntry.of(clock.instant(), "start")
                .with("chain", UUID.randomUUID().toString())
                .with("replica", replica)
                .with("previous", chain.hash())));
    }

    @Override
    public void write(List<AuditEntry> entries) {
        for (AuditEntry entry : entries) {
            Chain.Link link = chain.next(entry);
            LINES.info(UTF_8.decode(link.line()).toString().stripTrailing());
            chain = link.chain();
        }
    }

    @Override
    public void anchor() {
        // Every line is in the log already.
    }

    @Override
    public void close() {
        // The log is not ours.
    }
}
