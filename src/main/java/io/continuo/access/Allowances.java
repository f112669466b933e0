package io.continuo.access;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** What one caller may still spend at this replica, of the measures in which it is limited. */
public final class Allowances {

    /** What is counted, as it is called in answers and meters. */
    public static final String REQUESTS = "requests";

    public static final String BYTES = "bytes";

    private final @Nullable Allowance requests;
    private final @Nullable Allowance bytes;

    Allowances(@Nullable Allowance requests, @Nullable Allowance bytes) {
        this.requests = requests;
        this.bytes = bytes;
    }

    /** The measures in which the caller is limited, at least one. */
    public List<Limit> limits() {
        return measures().map(Limit::of).toList();
    }

    /** Lets one request in, null, or names the limit that it would pass. */
    public @Nullable Limit letIn() {
        if (bytes != null && !bytes.hasRoom()) {
            return Limit.of(bytes);
        }
        return requests == null || requests.trySpend() ? null : Limit.of(requests);
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

    boolean areIdle() {
        return measures().allMatch(Allowance::isIdle);
    }

    private Stream<Allowance> measures() {
        return Stream.of(requests, bytes).filter(Objects::nonNull);
    }
}
