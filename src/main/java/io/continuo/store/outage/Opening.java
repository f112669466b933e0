package io.continuo.store.outage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jboss.logging.Logger;

import io.continuo.disk.Claim;
import io.continuo.store.codec.ValueCodec;

/** Claims and reads the journals below a directory; what it has claimed it gives up again where it fails. */
final class Opening {

    private static final Logger LOG = Logger.getLogger(Opening.class);

    private final ValueCodec codec;
    private final long segmentBytes;
    private final List<Claim> claims = new ArrayList<>();
    private final List<Entry> found = new ArrayList<>();

    Opening(ValueCodec codec, long segmentBytes) {
        this.codec = codec;
        this.segmentBytes = segmentBytes;
    }

    Logs open(Path directory, String instance, long maxBytes) {
        Logs logs = null;
        try {
            Claim own = own(directory, fileName(instance));
            Log log = read(own);
            logs = new Logs(log, others(directory), found, new DeadLetters(own.directory(), codec), maxBytes);
            return logs;
        } catch (IOException unusable) {
            throw new IllegalStateException("The journal's directory " + directory + " cannot be used.", unusable);
        } finally {
            if (logs == null) {
                claims.forEach(Claim::release);
            }
        }
    }

    private Claim own(Path directory, String name) throws IOException {
        Claim claim = Claim.below(directory, name);
        claims.add(claim);
        return claim;
    }

    private List<Log> others(Path directory) throws IOException {
        List<Path> names;
        try (Stream<Path> all = Files.list(directory)) {
            names = all.filter(Claim::wasMadeOn).sorted().toList();
        }
        List<Log> logs = new ArrayList<>();
        for (Path name : names) {
            Claim claim = Claim.on(name);
            if (claim != null) {
                claims.add(claim);
                logs.add(read(claim));
            }
        }
        return logs;
    }

    private Log read(Claim claim) throws IOException {
        int before = found.size();
        try {
            Log log = DiskLog.open(claim, codec, segmentBytes, found);
            if (found.size() > before) {
                LOG.infof(
                        "The journal in %s holds %d changes that are not in the store yet.",
                        claim.directory(), found.size() - before);
            }
            return log;
        } catch (IllegalStateException mustNotBeDropped) {
            throw new IllegalStateException(
                    "The journal in " + claim.directory() + " cannot be read. " + mustNotBeDropped.getMessage(),
                    mustNotBeDropped);
        }
    }

    /** Every instance has a name of its own: {@code %} and two digits stand for a byte that is no letter, digit or {@code . _ -}. */
    static String fileName(String instance) {
        StringBuilder name = new StringBuilder();
        for (byte unit : instance.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = Character.isLetterOrDigit(unit) || unit == '_' || unit == '-' || unit == '.';
            boolean hidden = unit == '.' && name.isEmpty();
            if (plain && !hidden) {
                name.append((char) unit);
            } else {
                name.append(String.format("%%%02X", unit));
            }
        }
        return name.toString();
    }
}
