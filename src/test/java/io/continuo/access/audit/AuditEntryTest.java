package io.continuo.access.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.continuo.access.Caller;
import io.continuo.model.AccessRole;

class AuditEntryTest {

    private static Caller admin(String name) {
        return new Caller(name, null, AccessRole.ADMIN, null);
    }

    @Test
    void aSubjectOfHalfCharactersAndLineEndsIsOneLine() {
        String entry = AuditEntry.of(Instant.EPOCH, "GET /x")
                .by(admin("a\ud800\n\"b"), null, "r")
                .toString();
        assertThat(entry)
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00.000Z\",\"what\":\"GET /x\",\"request_id\":\"r\","
                        + "\"caller\":\"a?\\n\\\"b\",\"role\":\"admin\"}");
    }

    @Test
    void whoHasTheNameOfNobodyIsSomebody() {
        assertThat(AuditLog.concerns(AccessRole.READER, admin("anyone"))).isTrue();
        assertThat(AuditLog.concerns(AccessRole.READER, new Caller("r", null, AccessRole.READER, null)))
                .isFalse();
        assertThat(AuditLog.concerns(AccessRole.CLIENT, new Caller("c", null, AccessRole.CLIENT, null)))
                .isTrue();
    }
}
