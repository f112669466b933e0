package io.continuo.store.redis;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.redis.client.impl.types.ErrorType;
import org.jspecify.annotations.Nullable;

/** What the failures of the client library and the errors of a server mean. */
enum ErrorReply {
    LOADING("it is loading its data; requests are served when that is done"),
    CLUSTERDOWN("the cluster does not serve all slots; see CLUSTER INFO and bring the missing masters back"),
    MASTERDOWN("it is a replica without its master"),
    TRYAGAIN("keys are being moved between nodes of the cluster"),
    BUSY("a script blocks it; if it does not end, see SCRIPT KILL"),
    READONLY("it is a replica; point the service at the master, or at the Sentinels"),
    OOM("its memory is full; raise maxmemory, or shorten ttl and history-limit"),
    MISCONF("it cannot save to disk and refuses writes; see its log for the cause"),
    NOREPLICAS("it has fewer replicas than min-replicas-to-write asks for"),
    NOAUTH("it wants a password; configure one"),
    WRONGPASS("it does not take the configured user name and password"),
    NOPERM("the configured user may not run a command or use a key; extend its ACL"),
    WRONGTYPE("a key has another type than this service gave it"),
    NOSCRIPT("it does not know a script"),
    MOVED("the slot lies on another node"),
    ASK("the slot is being moved to another node"),
    OTHER("it refused a command");

    // A batch wraps what ended its connection, which may be an exception of Java, into an error like the server's.
    private static final Pattern LOST = Pattern.compile("CONNECTION_CLOSED|ERR \\[\\d+] (?:[a-z][a-z0-9]*\\.)+[A-Z]");
    private static final String CLOSED_BEFORE = "Connection is closed";
    private static final String QUEUE_FULL = "Redis waiting queue is full";
    private static final Pattern REDIRECTION = Pattern.compile("\\b(?:MOVED|ASK) \\d+ (\\S*:\\d+)");

    private final String advice;
    private final Pattern word = Pattern.compile("(?<![A-Za-z])" + name() + "(?![A-Za-z])");

    ErrorReply(String advice) {
        this.advice = advice;
    }

    /** What an operator is told. */
    String advice() {
        return advice;
    }

    /** Whether the server cannot serve anybody now, rather than refusing some of what is asked. */
    boolean isAway() {
        return switch (this) {
            case LOADING, CLUSTERDOWN, MASTERDOWN, TRYAGAIN, READONLY, NOAUTH, WRONGPASS, MOVED, ASK -> true;
            default -> false;
        };
    }

    /** A refusal of the whole command before anything was written. */
    boolean isCertainRefusal() {
        return this != OTHER;
    }

    static ErrorReply of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return Arrays.stream(values())
                .filter(kind -> kind != OTHER && kind.word.matcher(message).find())
                .findFirst()
                .orElse(OTHER);
    }

    /** The {@code host:port} that a MOVED or ASK names; the host may be empty. */
    static @Nullable String redirection(Throwable failure) {
        Matcher matcher = REDIRECTION.matcher(String.valueOf(failure.getMessage()));
        return matcher.find() ? matcher.group(1) : null;
    }

    /** Whether it is no answer of the server, but the loss of the connection to it. */
    static boolean isConnectionLoss(Throwable failure) {
        return !(failure instanceof ErrorType)
                || LOST.matcher(String.valueOf(failure.getMessage())).find();
    }

    static boolean wasNotSent(Throwable failure) {
        return CLOSED_BEFORE.equals(failure.getMessage());
    }

    static boolean isQueueFull(Throwable failure) {
        return QUEUE_FULL.equals(failure.getMessage());
    }
}
