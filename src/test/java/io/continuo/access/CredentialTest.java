package io.continuo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.model.ContinuoException.Unauthenticated;

class CredentialTest {

    @ParameterizedTest
    @ValueSource(strings = {"Bearer k1", "bearer k1", "BEARER   k1", " Bearer k1 "})
    void aBearerIsOneHoweverItsSchemeIsWritten(String authorization) {
        assertThat(Credential.of(List.of(authorization), List.of()))
                .extracting("value")
                .isEqualTo("k1");
    }

    @Test
    void eitherHeaderWillDoAndBothWhereTheySayTheSame() {
        assertThat(Credential.of(List.of(), List.of("k1"))).extracting("value").isEqualTo("k1");
        assertThat(Credential.of(List.of("Bearer k1"), List.of("k1")))
                .extracting("value")
                .isEqualTo("k1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "k1",
                "Basic azE6eA==",
                "Bearer k1 k2",
                "Bearer k1,k2 k3",
                "Bearer\tk1",
                "Bearer k\u0001",
                "Bearer \u00e4",
                "Bearerk1",
                "Bearer k1\u007f"
            })
    void whatIsNoBearerIsNotTaken(String authorization) {
        refused(List.of(authorization), List.of());
    }

    @Test
    void whatIsNotClearIsNotTaken() {
        refused(List.of(), List.of());
        refused(List.of("Bearer k1"), List.of("k2"));
        refused(List.of("Bearer k1", "Bearer k1"), List.of());
        refused(List.of(), List.of("k1", "k1"));
        refused(List.of(), List.of(""));
        refused(List.of("Basic azE6eA=="), List.of("k1"));
        refused(List.of(), List.of("k".repeat(8_193)));
        assertThat(Credential.of(List.of(), List.of("k".repeat(8_192)))).hasToString("credential of 8192 characters");
    }

    private static void refused(List<String> authorization, List<String> apiKey) {
        assertThatExceptionOfType(Unauthenticated.class)
                .isThrownBy(() -> Credential.of(authorization, apiKey))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("k1", "azE6"));
    }
}
