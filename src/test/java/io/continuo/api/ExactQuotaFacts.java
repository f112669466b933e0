package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;

import org.junit.jupiter.api.Test;

/** Where one index has all sessions of a namespace. */
abstract class ExactQuotaFacts extends QuotaFacts {

    @Test
    void eachPlaceThatBecomesFreeCanBeTakenAtOnce() {
        created("exact");
        created("exact");
        String last = created("exact");
        for (int i = 0; i < 5; i++) {
            full(in("exact", "{}").post(SESSIONS), "namespace_sessions", MOST);
            in("exact", "").delete(SESSIONS + "/" + last).then().statusCode(204);
            last = created("exact");
        }
    }
}
