package io.continuo.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.continuo.model.AccessRole;
import io.continuo.model.Namespace;

/**
 * Reads API keys: {@code name:namespace:role:key}, or {@code name:namespace:role:sha256:<hex>} with a last day behind it
 * where there is one. What is wrong is an {@link IllegalArgumentException} with what is to be written instead; never with
 * what was written.
 */
public final class ApiKeys {

    /** Stands in the place of a namespace. */
    static final String EVERY_NAMESPACE = "*";

    /** Below this a key can be guessed; one of {@code openssl rand -hex 32} has 64. */
    static final int SHORT = 20;

    private static final String FORM = "name:namespace:role:key";
    private static final String HASHED_FORM = "name:namespace:role:sha256:<64 hex digits>";
    private static final String SHA256 = "sha256:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("([0-9a-fA-F]{64})(?::(.*))?");

    /** What {@code Authorization: Bearer} can carry (RFC 6750). */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~+/=-]{1,512}");

    private ApiKeys() {}

    /** The keys of {@code CONTINUO_API_KEYS}. */
    public static List<ApiKey> ofList(String list) {
        return read(Arrays.stream(list.split(",", -1)).map(String::trim).toList(), "entry ", false);
    }

    /** The keys of a file: hashed, one a line. {@code #} begins a comment. */
    public static List<ApiKey> ofFile(String content) {
        List<String> lines =
                content.lines().map(line -> line.replaceFirst("#.*", "").trim()).toList();
        List<ApiKey> keys = read(lines, "line ", true);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("the file holds no key, write " + HASHED_FORM + " in a line");
        }
        return keys;
    }

    /** The content of such a file. */
    public static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file cannot be read, write the path of a text file of this service's user", e);
        }
    }

    /** The keys of both; a name or a key may be there once only. */
    public static List<ApiKey> together(List<ApiKey> some, List<ApiKey> others) {
        List<ApiKey> keys = new ArrayList<>();
        some.forEach(key -> add(keys, key));
        others.forEach(key -> add(keys, key));
        return List.copyOf(keys);
    }

    /** SHA-256, as {@code printf %s key | sha256sum} gives it. */
    public static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The names of keys in a list that are short enough to be guessed. */
    static List<String> guessable(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(entry -> entry.trim().split(":", 4))
                .filter(parts -> parts.length == 4 && parts[3].length() < SHORT)
                .map(parts -> parts[0])
                .toList();
    }

    private static List<ApiKey> read(List<String> entries, String place, boolean hashedOnly) {
        List<ApiKey> keys = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            if (!hashedOnly || !entries.get(at).isEmpty()) {
                add(keys, key(entries.get(at), place + (at + 1), hashedOnly));
            }
        }
        return keys;
    }

    private static void add(List<ApiKey> keys, ApiKey key) {
        if (keys.stream().anyMatch(other -> other.name().equals(key.name()))) {
            throw new IllegalArgumentException("the name " + key.name() + " is there twice, write another one");
        }
        if (keys.stream().anyMatch(key::isTheSameKey)) {
            throw new IllegalArgumentException("the key of " + key.name() + " is there twice, make another one");
        }
        keys.add(key);
    }

    private static ApiKey key(String entry, String place, boolean hashedOnly) {
        String[] parts = entry.split(":", 4);
        if (parts.length < 4 || !NAME.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException(place + " is no key, write " + (hashedOnly ? HASHED_FORM : FORM)
                    + " with a name of 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
        String name = parts[0];
        boolean hashed = parts[3].startsWith(SHA256);
        if (hashedOnly && !hashed) {
            throw new IllegalArgumentException("the key of " + name + " is not hashed, write " + HASHED_FORM);
        }
        Namespace namespace = namespace(parts[1], name);
        AccessRole role = role(parts[2], name);
        return hashed
                ? hashed(name, namespace, role, parts[3].substring(SHA256.length()))
                : new ApiKey(name, namespace, role, digest(plain(parts[3], name)), null);
    }

    private static @Nullable Namespace namespace(String text, String name) {
        if (text.equals(EVERY_NAMESPACE)) {
            return null;
        }
        if (!Namespace.isValid(text)) {
            throw new IllegalArgumentException("the namespace of " + name
                    + " is none, write 1 to 64 characters of a-z 0-9 - _, or * for every namespace");
        }
        return new Namespace(text);
    }

    private static AccessRole role(String text, String name) {
        return AccessRole.of(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the role of " + name + " is none, write reader, client, operator or admin"));
    }

    private static String plain(String key, String name) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "the key of " + name + " cannot be sent as a bearer token, write what openssl rand -hex 32 gives");
        }
        return key;
    }

    private static ApiKey hashed(String name, @Nullable Namespace namespace, AccessRole role, String text) {
        var parts = DIGEST.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the hash of " + name + " is none, write " + HASHED_FORM
                    + ", or that with :2027-01-31 behind it for its last day");
        }
        return new ApiKey(
                name, namespace, role, HexFormat.of().parseHex(parts.group(1)), lastDay(parts.group(2), name));
    }

    private static @Nullable LocalDate lastDay(@Nullable String text, String name) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "the last day of " + name + " is none, write a date such as 2027-01-31", e);
        }
    }
}
