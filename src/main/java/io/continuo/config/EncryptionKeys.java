package io.continuo.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the encryption keys. */
public final class EncryptionKeys {

    private static final int LENGTH = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final String MAKE = "32 bytes in Base64, as openssl rand -base64 32 writes them";

    private EncryptionKeys() {}

    /**
     * The keys by their ids, in the order in which they are written; empty where there are none.
     *
     * @throws IllegalArgumentException with what is to be written instead; never with what was written
     */
    public static Map<String, byte[]> of(ContinuoConfig.Encryption encryption) {
        List<String> entries = encryption
                .keys()
                .map(EncryptionKeys::entries)
                .or(() -> encryption.keysFile().map(EncryptionKeys::lines))
                .orElse(List.of());
        Map<String, byte[]> keys = new LinkedHashMap<>();
        for (int at = 0; at < entries.size(); at++) {
            add(keys, entries.get(at).trim(), at + 1);
        }
        return keys;
    }

    private static List<String> entries(String text) {
        return Arrays.asList(text.split(",", -1));
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("#.*", "").trim())
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (lines.isEmpty()) {
                throw new IllegalArgumentException("the file holds no key, write id:key in a line");
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file cannot be read, write the path of a text file of this service's user", e);
        }
    }

    private static void add(Map<String, byte[]> keys, String entry, int place) {
        int colon = entry.indexOf(':');
        String id = colon < 0 ? "" : entry.substring(0, colon).trim();
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("entry " + place
                    + " has no id, write id:key with an id of 1 to 32 characters of A-Z a-z 0-9 . _ -");
        }
        byte[] key = decoded(entry.substring(colon + 1).trim(), id);
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("the key " + id + " has " + key.length + " bytes, write " + MAKE);
        }
        if (keys.putIfAbsent(id, key) != null) {
            throw new IllegalArgumentException("the id " + id + " is there twice, write another one");
        }
    }

    private static byte[] decoded(String text, String id) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Its words would show a character of the key.
            throw new IllegalArgumentException("the key " + id + " is not Base64, write " + MAKE);
        }
    }
}
