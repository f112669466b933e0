package io.continuo.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.continuo.model.Identifiers;
import io.continuo.model.Namespace;

class PseudonymsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    /** What openssl makes of the same: {@code printf '\0\0\0\7default\0\0\0\4user\0\0\0\3u-7' | openssl dgst -sha256 -hmac KEY}. */
    @Test
    void theyAreHmacSha256() {
        assertThat(of(KEY, Namespace.DEFAULT, "user", "u-7")).isEqualTo("user-h6OEJoN_EGcF7fnhuR5Itw");
    }

    @Test
    void anotherKeyKindNamespaceOrIdIsAnotherPseudonym() {
        Set<String> all = new HashSet<>();
        for (String key : new String[] {KEY, KEY + "0"}) {
            for (Namespace namespace : new Namespace[] {Namespace.DEFAULT, new Namespace("other")}) {
                for (String kind : new String[] {"user", "session"}) {
                    for (String id : new String[] {"u-7", "u-8", "User-7"}) {
                        all.add(of(key, namespace, kind, id).replaceFirst("^[a-z]+", ""));
                    }
                }
            }
        }
        assertThat(all).hasSize(24);
    }

    @Test
    void theyAreValidIds() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(Identifiers.isValid(of(KEY, Namespace.DEFAULT, "session", "s" + i)))
                    .isTrue();
        }
    }

    private static String of(String key, Namespace namespace, String kind, String id) {
        return new Pseudonyms(key, namespace).of(kind, id);
    }
}
