package io.continuo.store.redis;

import java.util.Arrays;
import java.util.Locale;
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
    MISCONF("it cannot save to disk and refuses writes; see its log for the cause, and its dir and disk"),
    NOREPLICAS("it has fewer replicas in step than min-replicas-to-write asks for; see INFO replication"),
    WRONGPASS("it does not take the user name and password; check REDIS_USERNAME and REDIS_PASSWORD"),
    NOAUTH("it wants a password; set REDIS_PASSWORD"),
    NOPERM("the user may not run a command or use a key; see ACL LOG and extend the user's rules"),
    DENIED("can't run this command or subcommand", NOPERM.advice),
    MAXCLIENTS("max number of clients", "all its connections are taken; raise its maxclients"),
    DATABASE("DB index is out of range", "it has no database of that number; check REDIS_DB"),
    MASTERNAME("No such master", "it knows no such master; check CONTINUO_REDIS_MASTER_NAME"),
    WRONGTYPE("a key has another type than this service gave it"),
    NOSCRIPT("it does not know a script"),
    MOVED("the slot lies on another node"),
    ASK("the slot is being moved to another node"),
    /** What this service makes of too small an answer to WAIT. */
    UNCONFIRMED("too few replicas confirm changes in time; see CONTINUO_REDIS_CONFIRM_REPLICAS and INFO replication"),
    OTHER("it refused a command; see the log of Redis");

    // A batch wraps what ended its connection, which may be an exception of Java, into an error like the server's.
    private static final Pattern LOST = Pattern.compile("CONNECTION_CLOSED|ERR \\[\\d+] (?:[a-z][a-z0-9]*\\.)+[A-Z]");
    private static final String CLOSED_BEFORE = "Connection is closed";
    private static final String QUEUE_FULL = "Redis waiting queue is full";
    private static final Pattern REDIRECTION = Pattern.compile("\\b(?:MOVED|ASK) \\d+ (\\S*:\\d+)");

    private final String advice;
    private final Pattern sign;

    /** An error that begins with this name. */
    ErrorReply(String advice) {
        this.advice = advice;
        this.sign = Pattern.compile("(?<![A-Za-z])" + name() + "(?![A-Za-z])");
    }

    /** An error that has no word of its own. */
    ErrorReply(String text, String advice) {
        this.advice = advice;
        this.sign = Pattern.compile(text, Pattern.LITERAL);
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

    /** A refusal of the whole command before anything was written; a script that may not run a command ends half-way. */
    boolean isCertainRefusal() {
        return this != OTHER && this != DENIED && this != UNCONFIRMED;
    }

    /** Whether a server that answers PING so may do for us what else we ask. */
    boolean mayServe() {
        return this == MISCONF || this == NOPERM || this == OTHER;
    }

    /** The kind as a label of a meter. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** This kind as if a server had answered with it. */
    ErrorType reply() {
        return ErrorType.create(name());
    }

    /** Whether of a batch only the last request failed. */
    static boolean isOfLastOnly(Throwable failure, int requests) {
        return String.valueOf(failure.getMessage()).startsWith("ERR [" + (requests - 1) + "]");
    }

    static boolean refusesPingOnly(Throwable failure) {
        ErrorReply kind = isConnectionLoss(failure) ? OTHER : of(failure);
        return kind == MISCONF || kind == NOPERM || kind == BUSY;
    }

    /** An error's own words may hold arguments of the command; its first word tells enough. */
    static String firstWord(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }

    static ErrorReply of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return Arrays.stream(values())
                .filter(kind -> kind != OTHER && kind.sign.matcher(message).find())
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
