package io.continuo.store.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.disk.GrowingFile;

class SegmentTest {

    @TempDir
    private Path directory;

    @Test
    void whatCouldNotBeTakenBackIsGoneWithTheNextWrite() throws IOException {
        try (Segment segment = Segment.create(directory, 7)) {
            segment.append(bytes("one"));
            // An interrupt closes the channel in the middle of its work.
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> segment.append(bytes("refused"))).isInstanceOf(GrowingFile.NotTakenBack.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            Files.writeString(segment.file(), "left over", java.nio.file.StandardOpenOption.APPEND);
            segment.append(bytes("two"));

            assertThat(segment.file().getFileName().toString()).isEqualTo("0000000007.log");
            assertThat(Files.readString(segment.file())).isEqualTo("continuo journal 1 " + segment.id() + "\nonetwo");
            assertThat(segment.length()).isEqualTo(Segment.HEADER_BYTES + 6);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
