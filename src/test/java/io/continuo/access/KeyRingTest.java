package io.continuo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.config.ApiKeys;
import io.continuo.config.ContinuoConfig;
import io.continuo.model.AccessRole;
import io.continuo.model.ContinuoException.Unauthenticated;
import io.continuo.model.Namespace;

class KeyRingTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    @Test
    void aKeyHasItsHolder() {
        KeyRing keys = keys(Map.of("continuo.api-keys", "a:n:reader:one,b:*:admin:two"));
        assertThat(holder(keys, "one")).isEqualTo(new Caller("a", new Namespace("n"), AccessRole.READER, null));
        assertThat(holder(keys, "two")).isEqualTo(new Caller("b", null, AccessRole.ADMIN, null));
        assertThat(holder(keys, "on")).isNull();
        assertThat(holder(keys, "onee")).isNull();
    }

    @Test
    void aKeyIsGoodToTheEndOfItsLastDay() throws IOException {
        KeyRing keys = keys(Map.of(
                "continuo.api-keys-file",
                file(line("old", "one") + ":2026-11-20", line("new", "two") + ":2026-11-21")));
        assertThat(holder(keys, "two")).isNotNull();
        assertThatExceptionOfType(Unauthenticated.class)
                .isThrownBy(() -> holder(keys, "one"))
                .withMessage("The key old has expired.");
    }

    @Test
    void theKeysFollowTheFileBesideTheList() throws IOException {
        KeyRing keys = keys(
                Map.of("continuo.api-keys", "listed:n:reader:zero", "continuo.api-keys-file", file(line("a", "one"))));
        assertThat(holder(keys, "one")).isNotNull();

        file(line("b", "two"));
        keys.follow();
        assertThat(holder(keys, "one")).isNull();
        assertThat(holder(keys, "two")).isNotNull();
        assertThat(holder(keys, "zero")).isNotNull();
    }

    @Test
    void aBrokenFileTakesNoKeyAwayAndAGoodOneIsTakenAgain() throws IOException {
        KeyRing keys = keys(Map.of("continuo.api-keys-file", file(line("a", "one"))));
        for (String broken :
                List.of("", "a:n:reader:one", "# all gone", line("a", "two") + "\n" + line("a", "three"))) {
            file(broken);
            keys.follow();
            assertThat(holder(keys, "one")).as(broken).isNotNull();
        }
        Files.delete(directory.resolve("keys"));
        keys.follow();
        assertThat(holder(keys, "one")).isNotNull();

        file(line("a", "two"));
        keys.follow();
        assertThat(holder(keys, "one")).isNull();
        assertThat(holder(keys, "two")).isNotNull();
    }

    private static KeyRing keys(Map<String, String> settings) {
        return new KeyRing(
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withSources(new PropertiesConfigSource(settings, "test", 300))
                        .withMapping(ContinuoConfig.class)
                        .build()
                        .getConfigMapping(ContinuoConfig.class),
                CLOCK);
    }

    private static @Nullable Caller holder(KeyRing keys, String key) {
        return keys.holder(Credential.of(List.of(), List.of(key)));
    }

    private static String line(String name, String key) {
        return name + ":n:reader:sha256:" + HexFormat.of().formatHex(ApiKeys.digest(key));
    }

    private String file(String... lines) throws IOException {
        return Files.writeString(directory.resolve("keys"), String.join("\n", lines))
                .toString();
    }
}
