package io.continuo.ops;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.formatters.PatternFormatter;

/** What a class logs at INFO and above while it is open. */
public final class CapturedLog extends Handler implements AutoCloseable {

    private static final PatternFormatter LINE = new PatternFormatter("%p %s%e");

    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    public CapturedLog(Class<?> type) {
        logger = Logger.getLogger(type.getName());
        setLevel(Level.INFO);
        logger.addHandler(this);
    }

    /** Level and text of each line, and the stack trace where one was attached. */
    public List<String> lines() {
        return records.stream().map(LINE::format).toList();
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            records.add(line);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
