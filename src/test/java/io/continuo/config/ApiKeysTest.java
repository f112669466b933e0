package io.continuo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.continuo.model.AccessRole;
import io.continuo.model.Namespace;

class ApiKeysTest {

    /** {@code printf %s secret | sha256sum} */
    private static final String SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    @Test
    void aListNamesKeysWithWhatTheyOpen() {
        List<ApiKey> keys = ApiKeys.ofList("app:trt:client:secret, boss:*:ADMIN:sha256:" + SECRET.replace("2b", "3c"));
        assertThat(keys).extracting(ApiKey::name).containsExactly("app", "boss");
        assertThat(keys).extracting(ApiKey::role).containsExactly(AccessRole.CLIENT, AccessRole.ADMIN);
        assertThat(keys).extracting(ApiKey::namespace).containsExactly(new Namespace("trt"), null);
        assertThat(keys.get(0).hasDigest(ApiKeys.digest("secret"))).isTrue();
        assertThat(keys.get(0).hasDigest(ApiKeys.digest("Secret"))).isFalse();
        assertThat(keys.get(0)).hasToString("app:trt:client");
    }

    @Test
    void aHashIsThatOfSha256sum() {
        ApiKey key = ApiKeys.ofFile("app:trt:client:sha256:" + SECRET).get(0);
        assertThat(key.hasDigest(ApiKeys.digest("secret"))).isTrue();
        assertThat(key.isGoodOn(LocalDate.MAX)).isTrue();
    }

    @Test
    void aFileHasALineForEachKeyAndComments() {
        assertThat(ApiKeys.ofFile("# keys\r\n\r\n app:trt:client:sha256:" + SECRET + ":2027-01-31 # until then\r\n"))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.isGoodOn(LocalDate.of(2027, 1, 31))).isTrue();
                    assertThat(key.isGoodOn(LocalDate.of(2027, 2, 1))).isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
s3cret | entry 1 is no key, write name:namespace:role:key with a name of 1 to 64 characters of A-Z a-z 0-9 . _ -
'a:b:client:s3cretkey,' | entry 2 is no key, write name:namespace:role:key with a name of 1 to 64 characters of A-Z a-z 0-9 . _ -
a b:n:client:s3cret | entry 1 is no key, write name:namespace:role:key with a name of 1 to 64 characters of A-Z a-z 0-9 . _ -
a:N:client:s3cret | the namespace of a is none, write 1 to 64 characters of a-z 0-9 - _, or * for every namespace
a::client:s3cret | the namespace of a is none, write 1 to 64 characters of a-z 0-9 - _, or * for every namespace
a:n:root:s3cret | the role of a is none, write reader, client, operator or admin
a:n:client: | the key of a cannot be sent as a bearer token, write what openssl rand -hex 32 gives
a:n:client:s3 cret | the key of a cannot be sent as a bearer token, write what openssl rand -hex 32 gives
a:n:client:sha256:s3cret | the hash of a is none, write name:namespace:role:sha256:<64 hex digits>, or that with :2027-01-31 behind it for its last day
'a:n:client:s3cret,a:m:client:s3cret2' | the name a is there twice, write another one
'a:n:client:s3cret,b:m:client:s3cret' | the key of b is there twice, make another one
""")
    void whatIsWrongIsSaidWithoutTheKey(String list, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.ofList(list))
                .withMessage(sentence)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
'# nothing' | the file holds no key, write name:namespace:role:sha256:<64 hex digits> in a line
a:n:client:s3cret | the key of a is not hashed, write name:namespace:role:sha256:<64 hex digits>
s3cret | line 1 is no key, write name:namespace:role:sha256:<64 hex digits> with a name of 1 to 64 characters of A-Z a-z 0-9 . _ -
a:n:client:sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b:soon | the last day of a is none, write a date such as 2027-01-31
""")
    void aFileHoldsHashesOnly(String content, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKeys.ofFile(content))
                .withMessage(sentence);
    }
}
