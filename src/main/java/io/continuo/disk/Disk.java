package io.continuo.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the file system does not do by itself. */
public final class Disk {

    private Disk() {}

    /** Brings to the disk which files a directory has: a new one could be gone after a crash, a deleted one be back. */
    public static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
