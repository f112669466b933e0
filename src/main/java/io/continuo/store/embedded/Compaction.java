package io.continuo.store.embedded;

import java.util.function.IntPredicate;

import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Gives back the space of what was replaced, in steps between changes. MVStore writes each commit as one chunk; a chunk's
 * place is free again when nothing in it is of use any more. A step writes what is still of use in the poorest chunks anew,
 * or moves chunks from the end of the file into gaps. Of the writer's thread only.
 */
final class Compaction {

    /** What a file may always be large. */
    private static final long SMALL_FILE = 8L << 20;

    private static final int PERCENT = 100;
    private static final int BUSY_PERCENT = 45;
    private static final int BEGIN_PERCENT = 50;
    private static final int END_PERCENT = 66;
    private static final int DENSE_PERCENT = 85;
    // How much a run takes differs from file to file: it ends when as many times what the file holds was written
    // without bringing it nearer to its end.
    private static final int MOST_IN_VAIN = 2;

    private final MVStore store;
    private final FileStore<?> file;
    private final Pace rewriting = new Pace();
    private final Pace moving = new Pace();
    private int densest;
    private long smallest;
    private long rewrittenInVain;
    private long movedInVain;

    Compaction(MVStore store) {
        this.store = store;
        file = store.getFileStore();
    }

    /** A step while changes are being made, if the file needs one. What it writes goes to the disk with the next commit. */
    boolean aside() {
        return file.size() > SMALL_FILE && rewrite(BUSY_PERCENT);
    }

    /** Whether so much of the file is of no use that it should be compacted when there is time. Begins such a run. */
    boolean begin() {
        densest = file.getChunksFillRate();
        smallest = file.size();
        rewrittenInVain = 0;
        movedInVain = 0;
        return file.size() > SMALL_FILE && used() < file.size() / PERCENT * BEGIN_PERCENT;
    }

    /** A step of a run; tells whether there is more to do. The caller commits what it wrote. */
    boolean step() {
        long inVain = MOST_IN_VAIN * Math.max(used(), SMALL_FILE);
        if (rewrittenInVain < inVain && rewrite(END_PERCENT)) {
            boolean denser = file.getChunksFillRate() > densest;
            densest = Math.max(densest, file.getChunksFillRate());
            rewrittenInVain = denser ? 0 : rewrittenInVain + rewriting.taken;
            return true;
        }
        if (movedInVain >= inVain || !move()) {
            return false;
        }
        boolean smaller = file.size() < smallest;
        smallest = Math.min(smallest, file.size());
        movedInVain = smaller ? 0 : movedInVain + moving.taken;
        return true;
    }

    private boolean rewrite(int percent) {
        return file.getChunksFillRate() < percent && rewriting.step(0, bytes -> store.compact(percent, bytes));
    }

    private boolean move() {
        return file.getFillRate() < DENSE_PERCENT
                && file instanceof RandomAccessStore chunks
                // What is in the way may be larger than a step.
                && moving.step(movedInVain / 2, bytes -> {
                    long version = store.getCurrentVersion();
                    chunks.compactMoveChunks(DENSE_PERCENT, bytes, store);
                    return store.getCurrentVersion() != version;
                });
    }

    /** An estimate: MVStore counts a page by the most that its size class may hold. */
    private long used() {
        return file.size() / PERCENT * file.getFillRate() / PERCENT * file.getChunksFillRate();
    }

    /** How much a step takes on, by the time that the last one took. */
    private final class Pace {

        private static final long NANOS = 30_000_000L;

        // A step also writes the ancestors of all pages that it writes anew, which lie all over the tree: small steps
        // are a
        // waste. One that can take everything is a waste too, for it does, whether it was replaced or not.
        private static final int STEPS = 8;
        private static final int LEAST = 1 << 20;
        private static final int LARGE = 8 << 20;
        // A step takes whole chunks, and the poorest may be larger than it should be.
        private static final int LARGEST = 32 << 20;

        private int bytes = LEAST;
        private int taken;

        boolean step(long least, IntPredicate work) {
            long start = System.nanoTime();
            taken = (int) Math.min(LARGEST, Math.max(bytes, least));
            boolean done = work.test(taken);
            while (!done && taken < LARGEST) {
                taken *= 2;
                done = work.test(taken);
            }
            long fitting = System.nanoTime() - start > NANOS ? bytes / 2 : bytes * 2L;
            bytes = (int) Math.max(LEAST, Math.min(fitting, Math.min(LARGE, used() / STEPS)));
            return done;
        }
    }
}
