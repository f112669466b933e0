package io.continuo.ops.invalidation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Jobs that a time limit ended at this replica, so that the next call goes on where they were: without this a call could
 * spend all its time on what the one before has looked at. At another replica a call begins anew, with the same outcome.
 */
final class UnfinishedJobs {

    private static final int MOST = 100;

    private final Map<String, Job> byRequest = new LinkedHashMap<>();

    /** Takes the job out; null where there is none, or one so old that it counts as another. */
    synchronized @Nullable Job take(Invalidation request, Instant now) {
        Job job = byRequest.remove(key(request));
        return job == null || !now.isBefore(job.start().plus(Confirmations.VALID)) ? null : job.resumed();
    }

    /** A new confirmation is a new job: it counted what has come since. */
    private static String key(Invalidation request) {
        return request.digest() + " " + Confirmations.hash(String.valueOf(request.confirmationToken()));
    }

    synchronized void keep(Invalidation request, Job job) {
        byRequest.put(key(request), job);
        if (byRequest.size() > MOST) {
            byRequest.remove(byRequest.keySet().iterator().next());
        }
    }
}
