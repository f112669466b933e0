package io.continuo.faults;

import java.util.List;

/**
 * What came of all writes and reads of one fault.
 *
 * @param unknown nobody knew at first; those that could be sent again until somebody did are among the acknowledged as well
 * @param lostInFailover acknowledged and missing, though a Redis that no longer is the master had confirmed it
 * @param findings a sentence for each thing that is wrong
 */
record Verdict(
        int acknowledged,
        int unknown,
        int refused,
        int lost,
        int lostInFailover,
        int doubled,
        int outOfOrder,
        int madeUp,
        int wrongReads,
        List<String> findings) {}
