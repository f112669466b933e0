package io.continuo.access;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** What one caller may still spend at this replica, of the measures in which it is limited; at least one. */
public final class Allowances {

    /** What is counted, as it is called in answers and meters. */
    public static final String REQUESTS = "requests";

    public static final String BYTES = "bytes";

    private final @Nullable Allowance requests;
    private final @Nullable Allowance bytes;
    private final String policy;

    Allowances(@Nullable Allowance requests, @Nullable Allowance bytes) {
        this.requests = requests;
        this.bytes = bytes;
        this.policy = measures().map(Allowances::policy).collect(Collectors.joining(", "));
    }

    /** Lets one request in, null, or says which limit it would pass. */
    public @Nullable Limit letIn() {
        if (bytes != null && !bytes.hasRoom()) {
            return bytes.standing();
        }
        return requests == null || requests.trySpend() ? null : requests.standing();
    }

    /** More requests, such as the operations of a batch that was let in. */
    public void spendRequests(long more) {
        if (requests != null && more > 0) {
            requests.spend(more);
        }
    }

    public boolean countsBytes() {
        return bytes != null;
    }

    /** The bytes of a request and its answer, known when both are over. */
    public void spendBytes(long count) {
        if (bytes != null && count > 0) {
            bytes.spend(count);
        }
    }

    /** What the caller may do in a second, as the field {@code RateLimit-Policy} says it. */
    public String policy() {
        return policy;
    }

    /** What is left of it, as the field {@code RateLimit} says it. Not with streams: every answer has it. */
    public String state() {
        StringBuilder state = new StringBuilder(64);
        if (requests != null) {
            state(requests, state);
        }
        if (bytes != null) {
            state(bytes, state);
        }
        return state.toString();
    }

    boolean areIdle() {
        return measures().allMatch(Allowance::isIdle);
    }

    private static String policy(Allowance of) {
        String unit = BYTES.equals(of.measure()) ? ";qu=\"content-bytes\"" : "";
        return "\"" + of.measure() + "\";q=" + of.perSecond() + ";w=1" + unit;
    }

    private static void state(Allowance of, StringBuilder state) {
        Limit standing = of.standing();
        state.append(state.length() == 0 ? "\"" : ", \"")
                .append(standing.measure())
                .append("\";r=")
                .append(standing.remaining())
                .append(";t=")
                .append(standing.secondsToFull());
    }

    private Stream<Allowance> measures() {
        return Stream.of(requests, bytes).filter(Objects::nonNull);
    }
}
