package io.continuo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionKeysTest {

    private static final String KEY = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=";
    private static final String KEYS = "CONTINUO_ENCRYPTION_KEYS";
    private static final String FILE = "CONTINUO_ENCRYPTION_KEYS_FILE";
    private static final String MAKE = ", write 32 bytes in Base64, as openssl rand -base64 32 writes them.";

    @TempDir
    private Path directory;

    @Test
    void withoutKeysNothingIsEncrypted() {
        assertThat(keys(Map.of())).isEmpty();
    }

    @Test
    void theFirstKeyComesFirst() {
        Map<String, byte[]> keys = keys(Map.of(KEYS, "k2:" + KEY + ", k1:" + KEY));
        assertThat(keys.keySet()).containsExactly("k2", "k1");
        assertThat(keys.get("k1")).hasSize(32).containsOnly(0xab);
    }

    @Test
    void aFileHoldsOneKeyALine() throws Exception {
        Path file =
                Files.writeString(directory.resolve("keys"), "# new\nk2:" + KEY + " # since May\n\nk1:" + KEY + "\n");
        assertThat(keys(Map.of(FILE, file.toString())).keySet()).containsExactly("k2", "k1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        q6urq6ur | entry 1 has no id, write id:key with an id of 1 to 32 characters of A-Z a-z 0-9 . _ -.
        k1:q6urq6ur,, | the key k1 has 6 bytes, write 32 bytes in Base64, as openssl rand -base64 32 writes them.
        k1:q6u*q6ur | the key k1 is not Base64, write 32 bytes in Base64, as openssl rand -base64 32 writes them.
        k 1:q6urq6ur | entry 1 has no id, write id:key with an id of 1 to 32 characters of A-Z a-z 0-9 . _ -.
        """)
    void aKeyThatCannotBeUsedIsRefusedAndNotShown(String written, String sentence) {
        assertThat(refusal(Map.of(KEYS, written)))
                .isEqualTo(KEYS + " cannot be used: " + sentence)
                .doesNotContain("q6u");
    }

    @Test
    void anIdIsThereOnce() {
        assertThat(refusal(Map.of(KEYS, "k1:" + KEY + ",k1:" + KEY)))
                .isEqualTo(KEYS + " cannot be used: the id k1 is there twice, write another one.");
    }

    @Test
    void onlyOneOfTheTwoSettingsIsSet() {
        assertThat(refusal(Map.of(KEYS, "k1:" + KEY, FILE, "/keys")))
                .isEqualTo(KEYS + " and " + FILE + " are both set: write one of them.");
    }

    @Test
    void aFileThatIsNotThereOrHoldsNothingIsRefused() throws Exception {
        assertThat(refusal(Map.of(FILE, directory.resolve("none").toString())))
                .isEqualTo(FILE + " cannot be used: the file cannot be read, write the path of a text file of this"
                        + " service's user.");
        Path empty = Files.writeString(directory.resolve("empty"), "# later\n");
        assertThat(refusal(Map.of(FILE, empty.toString())))
                .isEqualTo(FILE + " cannot be used: the file holds no key, write id:key in a line.");
        Path shortKey = Files.writeString(directory.resolve("short"), "k1:q6urq6ur\n");
        assertThat(refusal(Map.of(FILE, shortKey.toString())))
                .isEqualTo(FILE + " cannot be used: the key k1 has 6 bytes" + MAKE);
    }

    private static Map<String, byte[]> keys(Map<String, String> variables) {
        assertThat(StartCheck.check(TestSettings.environment(variables))).isEmpty();
        return EncryptionKeys.of(TestSettings.continuo(variables).encryption());
    }

    private static String refusal(Map<String, String> variables) {
        RefusedSetting refused =
                catchThrowableOfType(RefusedSetting.class, () -> StartCheck.check(TestSettings.environment(variables)));
        assertThat(refused).isNotNull();
        return String.valueOf(refused.getMessage());
    }
}
