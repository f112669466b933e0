package io.continuo.access.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;

/**
 * A file of the log as it was found.
 *
 * @param number its place among the files
 */
record StoredFile(Path path, long number) {

    private static final int BUFFER = 1 << 16;
    private static final Pattern NAME = Pattern.compile("audit-([0-9]{10})\\.ndjson");

    /** Told of each line in its order, with its end; null where it has not the form of a line. */
    interface Reader {
        void line(long number, byte[] text, @Nullable StoredLine line);
    }

    /**
     * What is at the end of a file and is no line: what a crash left of a write.
     *
     * @param ended whether it ends like a line
     */
    record Rest(String file, long bytes, String sha256, boolean ended) {

        static Rest of(JsonText json) {
            return new Rest(
                    text(json, "file"),
                    Long.parseLong(text(json, "bytes")),
                    text(json, "sha256"),
                    "true".equals(text(json, "ended")));
        }

        private static String text(JsonText json, String name) {
            JsonText value = json.member(name);
            return value == null ? "0" : value.kind() == JsonText.Kind.STRING ? value.asString() : value.text();
        }

        JsonText json() {
            return new JsonWriter()
                    .beginObject()
                    .member("file", file)
                    .member("bytes", bytes)
                    .member("sha256", sha256)
                    .member("ended", ended)
                    .endObject()
                    .toJsonText();
        }
    }

    static Path path(Path directory, long number) {
        return directory.resolve(String.format("audit-%010d.ndjson", number));
    }

    /** The files of a directory, the oldest first. */
    static List<StoredFile> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(StoredFile::of)
                    .flatMap(Stream::ofNullable)
                    .sorted((a, b) -> Long.compare(a.number, b.number))
                    .toList();
        }
    }

    private static @Nullable StoredFile of(Path path) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        return name.matches() ? new StoredFile(path, Long.parseLong(name.group(1))) : null;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    void read(Reader reader) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            ByteArrayOutputStream text = new ByteArrayOutputStream(512);
            for (long number = 1; next(in, text) || text.size() > 0; number++) {
                byte[] line = text.toByteArray();
                boolean ended = line[line.length - 1] == '\n';
                byte[] content = ended ? Arrays.copyOf(line, line.length - 1) : line;
                reader.line(number, line, ended ? StoredLine.of(content) : null);
                text.reset();
            }
        }
    }

    /** The first line; null where it has not the form of one. */
    @Nullable
    StoredLine first() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            ByteArrayOutputStream text = new ByteArrayOutputStream(512);
            return next(in, text) ? StoredLine.of(Arrays.copyOf(text.toByteArray(), text.size() - 1)) : null;
        }
    }

    /** Reads a line with its end; false where the file ends before it. */
    private static boolean next(InputStream in, ByteArrayOutputStream text) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.write(next);
            if (next == '\n') {
                return true;
            }
        }
        return false;
    }

    /** The last line, and what is behind it. */
    Ending ending() throws IOException {
        Ending ending = new Ending(name());
        read(ending);
        return ending;
    }

    /** Goes along until the end. */
    static final class Ending implements Reader {

        private final String file;
        private MessageDigest digest = Chain.sha256();
        private long bytes;
        private long firstBad;
        private boolean ended;
        private @Nullable StoredLine last;

        Ending(String file) {
            this.file = file;
        }

        @Override
        public void line(long number, byte[] text, @Nullable StoredLine line) {
            if (line != null) {
                last = line;
                digest = Chain.sha256();
                bytes = 0;
                firstBad = 0;
                return;
            }
            firstBad = firstBad == 0 ? number : firstBad;
            ended = text[text.length - 1] == '\n';
            digest.update(text);
            bytes += text.length;
        }

        /** Null where there is no line. */
        @Nullable
        StoredLine last() {
            return last;
        }

        /** The number of the first line that is none, of those behind the last line; 0 where there is none. */
        long firstBad() {
            return firstBad;
        }

        /** Null where the file ends with its last line. */
        @Nullable
        Rest rest() {
            return bytes == 0 ? null : new Rest(file, bytes, HexFormat.of().formatHex(digest.digest()), ended);
        }
    }
}
