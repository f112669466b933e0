package io.continuo.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The member names of the objects that are open in a document, to tell a second one that decodes to the same. The names of
 * all of them lie on one stack, as spans of the document, or of a buffer of decoded names where they hold escapes. An object
 * of few names is searched name by name; one of more gets a table of chains.
 *
 * <p>The hash is a polynomial over the prime 2^61-1 at a point drawn at random when the process starts: two names share a
 * chain with a probability that no sender can raise, so that nobody can make a document slow by its names.
 */
final class MemberNames {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = (1L << 61) - 1;
    private static final long POINT = randomPoint();

    private static final int FEW = 8;
    private static final int FIRST_TABLE = 32;

    // A name on the stack: where it begins (~ where it does in the buffer), where it ends, its hash, the next in its
    // chain.
    private static final int TO = 1;
    private static final int HASH = 2;
    private static final int NEXT = 3;
    private static final int STRIDE = 4;
    private static final int NONE = -1;

    private final byte[] text;
    private byte[] decoded = new byte[0];
    private int decodedLength;

    private int[] stack = new int[16 * STRIDE];
    private int top;

    private int[] bottoms = new int[8];
    private int[] @Nullable [] tables = new int[8][];
    private int depth;

    MemberNames(byte[] text) {
        this.text = text;
    }

    void open() {
        if (depth == bottoms.length) {
            bottoms = Arrays.copyOf(bottoms, depth * 2);
            tables = Arrays.copyOf(tables, depth * 2);
        }
        bottoms[depth] = top;
        tables[depth] = null;
        depth++;
    }

    void close() {
        depth--;
        top = bottoms[depth];
    }

    /** Adds the name whose text, without its quotes, lies here to the innermost object; false when it has it already. */
    boolean add(int from, int to) {
        int name = push(from, to);
        int bottom = bottoms[depth - 1];
        if (name - bottom >= FEW * STRIDE) {
            return addToTable(name, bottom);
        }
        for (int other = bottom; other < name; other += STRIDE) {
            if (same(name, other)) {
                return false;
            }
        }
        return true;
    }

    private int push(int from, int to) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, top * 2);
        }
        int name = top;
        top += STRIDE;
        stack[name] = from;
        stack[name + TO] = to;
        if (Escapes.within(text, from, to)) {
            int room = decodedLength + to - from;
            if (room > decoded.length) {
                decoded = Arrays.copyOf(decoded, Math.max(room, decoded.length * 2));
            }
            stack[name] = ~decodedLength;
            decodedLength = Escapes.decode(text, from, to, decoded, decodedLength);
            stack[name + TO] = decodedLength;
        }
        return name;
    }

    private boolean addToTable(int name, int bottom) {
        int count = (name - bottom) / STRIDE;
        int[] table = tables[depth - 1];
        if (table == null || count >= table.length) {
            table = newTable(table == null ? FIRST_TABLE : table.length * 2, table == null, bottom, name);
            tables[depth - 1] = table;
        }
        int hash = hash(name);
        stack[name + HASH] = hash;
        int chain = hash & (table.length - 1);
        for (int other = table[chain]; other != NONE; other = stack[other + NEXT]) {
            if (stack[other + HASH] == hash && same(name, other)) {
                return false;
            }
        }
        stack[name + NEXT] = table[chain];
        table[chain] = name;
        return true;
    }

    private int[] newTable(int size, boolean hashless, int bottom, int end) {
        int[] table = new int[size];
        Arrays.fill(table, NONE);
        for (int name = bottom; name < end; name += STRIDE) {
            if (hashless) {
                stack[name + HASH] = hash(name);
            }
            int chain = stack[name + HASH] & (size - 1);
            stack[name + NEXT] = table[chain];
            table[chain] = name;
        }
        return table;
    }

    private boolean same(int one, int other) {
        int oneFrom = from(one);
        int otherFrom = from(other);
        return stack[one + TO] - oneFrom == stack[other + TO] - otherFrom
                && Arrays.equals(source(one), oneFrom, stack[one + TO], source(other), otherFrom, stack[other + TO]);
    }

    private byte[] source(int name) {
        return stack[name] < 0 ? decoded : text;
    }

    private int from(int name) {
        return stack[name] < 0 ? ~stack[name] : stack[name];
    }

    private int hash(int name) {
        byte[] source = source(name);
        int at = from(name);
        int to = stack[name + TO];
        long hash = (long) to - at;
        for (; at + Integer.BYTES <= to; at += Integer.BYTES) {
            hash = step(hash, (int) INTS.get(source, at) & 0xFFFFFFFFL);
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = (rest << 8) | (source[at] & 0xFF);
        }
        return (int) step(hash, rest);
    }

    /** (hash * POINT + next) modulo 2^61-1. */
    private static long step(long hash, long next) {
        long high = Math.multiplyHigh(hash, POINT);
        long low = hash * POINT;
        long sum = ((high << 3) | (low >>> 61)) + (low & PRIME) + next;
        long folded = (sum & PRIME) + (sum >>> 61);
        return folded >= PRIME ? folded - PRIME : folded;
    }

    private static long randomPoint() {
        return (new SecureRandom().nextLong() & (PRIME >>> 1)) | (1L << 59);
    }
}
