package io.continuo.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.vertx.core.buffer.Buffer;

/** Reads the names of the commands out of what a client sends (arrays of bulk strings), however it is cut into pieces. */
final class CommandNames {

    private final StringBuilder line = new StringBuilder();
    private int argumentsLeft;
    private long skip;
    private boolean nameNext;

    /** The names, in upper case, of those commands whose name ends in this piece. */
    List<String> in(Buffer piece) {
        List<String> names = new ArrayList<>();
        int at = 0;
        while (at < piece.length()) {
            if (skip > 0) {
                int skipped = (int) Math.min(skip, piece.length() - at);
                skip -= skipped;
                at += skipped;
            } else {
                char next = (char) piece.getByte(at++);
                if (next == '\n') {
                    endOfLine(names);
                    line.setLength(0);
                } else if (next != '\r') {
                    line.append(next);
                }
            }
        }
        return names;
    }

    private void endOfLine(List<String> names) {
        if (nameNext && line.charAt(0) != '$') {
            names.add(line.toString().toUpperCase(Locale.ROOT));
            nameNext = false;
        } else if (argumentsLeft == 0) {
            argumentsLeft = Integer.parseInt(line, 1, line.length(), 10);
            nameNext = true;
        } else {
            argumentsLeft--;
            // The name is short and read as a line; the other arguments are only counted.
            skip = nameNext ? 0 : Long.parseLong(line, 1, line.length(), 10) + "\r\n".length();
        }
    }
}
