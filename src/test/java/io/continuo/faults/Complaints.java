package io.continuo.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Answers that must not have been given. */
final class Complaints {

    /** @param shortened whether it is a session or messages missing, which a failover of Redis may have lost */
    private record Complaint(String session, String what, boolean shortened) {}

    private final List<Complaint> all = new ArrayList<>();

    synchronized void wrong(String session, String what) {
        all.add(new Complaint(session, what, false));
    }

    synchronized void shortened(String session, String what) {
        all.add(new Complaint(session, what, true));
    }

    /** Those that are not explained by what Redis has lost of these sessions. */
    synchronized List<String> unexplained(Set<String> lostByRedis) {
        Predicate<Complaint> explained =
                complaint -> complaint.shortened() && lostByRedis.contains(complaint.session());
        return all.stream()
                .filter(explained.negate())
                .map(complaint -> complaint.session() + ": " + complaint.what())
                .toList();
    }
}
