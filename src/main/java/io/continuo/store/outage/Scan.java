package io.continuo.store.outage;

import java.util.ArrayList;
import java.util.List;

/**
 * What is found in the bytes of a segment. Where a frame is damaged the next whole one is looked for.
 *
 * @param end the place after the last whole frame
 * @param torn whether what follows there is the beginning of a frame, or nothing but zeros: what a crash leaves of a write that
 *     was never acknowledged
 * @param damaged whether there is anything else that is no whole frame
 */
record Scan(List<Frames.Payload> payloads, int end, boolean torn, boolean damaged) {

    static Scan of(byte[] file) {
        if (file.length < Segment.HEADER_BYTES) {
            return new Scan(List.of(), 0, true, false);
        }
        List<Frames.Payload> payloads = new ArrayList<>();
        boolean holes = Segment.id(file) == null;
        int end = Segment.HEADER_BYTES;
        for (int at = nextWhole(file, end); at >= 0; at = nextWhole(file, end)) {
            holes |= at > end;
            payloads.add(Frames.payload(file, at));
            end = at + (int) Frames.length(file, at);
        }
        boolean rest = end < file.length;
        boolean torn = rest && isTorn(file, end);
        return new Scan(payloads, end, torn, holes || (rest && !torn));
    }

    private static int nextWhole(byte[] file, int from) {
        for (int at = from; at < file.length; at++) {
            if (Frames.isWhole(file, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isTorn(byte[] file, int from) {
        return Frames.isCutOff(file, from) || isZero(file, from);
    }

    private static boolean isZero(byte[] file, int from) {
        for (int at = from; at < file.length; at++) {
            if (file[at] != 0) {
                return false;
            }
        }
        return true;
    }
}
