package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionPolicy;

/** Limits, decided inside the step on what the step leaves behind. */
public abstract class LimitsContract extends StoreFacts {

    private static final int LARGE = 10_000;

    @Test
    void theStateMayBeExactlyAsLargeAsAllowed() {
        // 1 + 2 bytes of names, 1 + 4 bytes of values; a name counts in UTF-8.
        String state = "{\"a\":1,\"é\":\"xy\"}";

        assertRefused("state_bytes", 7, on().policy(bytes(7)).state(state).create());
        assertRefused("state_bytes", 7, on().policy(bytes(7)).state(state).put());
        assertRefused("state_bytes", 7, on().policy(bytes(7)).state(state).append(Fixtures.message("a", now)));
        assertThat(exists(s1)).isFalse();
        apply(on().policy(bytes(8)).state(state).create());
    }

    @Test
    void theStateMayHaveExactlyAsManyMembersAsAllowed() {
        String state = "{\"a\":1,\"b\":2}";

        assertRefused("state_members", 1, on().policy(members(1)).state(state).create());
        apply(on().policy(members(2)).state(state).create());
        assertRefused(
                "state_members", 2, on().policy(members(2)).state("{\"c\":3}").patch());
        apply(on().policy(members(2)).state("{\"c\":3,\"a\":null}").patch());
    }

    @Test
    void theMetadataMayBeExactlyAsLargeAsAllowed() {
        String metadata = "{\"k\":1}";

        assertRefused(
                "metadata_bytes", 6, on().policy(meta(6)).metadata(metadata).create());
        // What the service adds does not count.
        apply(on().policy(meta(7)).metadata(metadata).origin("/api", "curl").create());
        assertRefused(
                "metadata_bytes", 7, on().policy(meta(7)).metadata("{\"k\":12}").put());
        assertRefused(
                "metadata_bytes", 7, on().policy(meta(7)).metadata("{\"k\":12}").append(Fixtures.message("a", now)));
        assertRefused(
                "metadata_bytes", 7, on().policy(meta(7)).metadata("{\"k\":12}").patch());
    }

    @Test
    void aRefusedStepChangesNothing() {
        append(s1, "a");
        var before = loadWithHistory(s1, 5);

        assertRefused(
                "state_bytes",
                10,
                on().policy(bytes(10))
                        .state("{\"a\":\"0123456789\"}")
                        .user("u")
                        .metadata("{\"m\":1}")
                        .once("k", "d")
                        .append(Fixtures.message("m1", "b", now)));

        assertThat(loadWithHistory(s1, 5)).isEqualTo(before);
        var appended = apply(on().once("k", "other").append(Fixtures.message("m1", "c", now)));
        assertThat(seqs(appended.messages())).containsExactly(2L);
    }

    @Test
    void theSumIsThatAfterTheStep() {
        apply(on().state("{\"a\":\"0123456789\"}").create());

        assertRefused(
                "state_bytes", 14, on().policy(bytes(14)).state("{\"b\":1}").append(Fixtures.message("x", now)));
        apply(on().policy(bytes(14)).state("{\"a\":\"012345678\",\"b\":1}").append(Fixtures.message("x", now)));
        assertRefused(
                "state_bytes",
                14,
                on().policy(bytes(14)).state("{\"b\":{\"c\":1}}").patch());
    }

    @Test
    void aStepThatMakesNothingLargerIsLetThrough() {
        apply(on().state("{\"a\":1,\"b\":22,\"c\":3}").metadata("{\"k\":1}").create());
        SessionPolicy tight = Fixtures.limits(1, 1, 2);

        apply(on().policy(tight).touch());
        apply(on().policy(tight).append(Fixtures.message("a", now)));
        apply(on().policy(tight).state("{\"a\":4}").patch());
        apply(on().policy(tight).state("{\"b\":null}").append(Fixtures.message("b", now)));
        apply(on().policy(tight).metadata("{\"k\":2}").patch());
        apply(on().policy(tight)
                .state("{\"a\":5,\"c\":6}")
                .metadata("{\"j\":3}")
                .put());
        assertThat(load(s1).state()).isEqualTo(Fixtures.members("{\"a\":5,\"c\":6}"));
        assertRefused("state_bytes", 1, on().policy(tight).state("{\"a\":77}").patch());
        assertRefused("state_members", 1, on().policy(tight).state("{\"d\":8}").patch());
        assertRefused(
                "metadata_bytes", 2, on().policy(tight).metadata("{\"k\":22}").put());
    }

    @Test
    void membersAreCheckedBeforeBytesAndBytesBeforeMetadata() {
        SessionPolicy tight = Fixtures.limits(1, 1, 2);

        assertRefused(
                "state_members",
                1,
                on().policy(tight)
                        .state("{\"a\":1,\"b\":2}")
                        .metadata("{\"k\":1}")
                        .create());
        assertRefused(
                "state_bytes",
                1,
                on().policy(tight).state("{\"a\":1}").metadata("{\"k\":1}").create());
        assertRefused(
                "metadata_bytes", 2, on().policy(tight).metadata("{\"k\":1}").create());
    }

    private ChangeBuilder on() {
        return ChangeBuilder.on(s1);
    }

    private void assertRefused(String limit, long allowed, SessionChange<?> change) {
        LimitExceeded exceeded = refused(LimitExceeded.class, change);
        assertThat(exceeded.limit()).isEqualTo(limit);
        assertThat(exceeded.allowed()).isEqualTo(allowed);
    }

    private static SessionPolicy bytes(int stateBytes) {
        return Fixtures.limits(stateBytes, LARGE, LARGE);
    }

    private static SessionPolicy members(int stateMembers) {
        return Fixtures.limits(LARGE, stateMembers, LARGE);
    }

    private static SessionPolicy meta(int metadataBytes) {
        return Fixtures.limits(LARGE, LARGE, metadataBytes);
    }
}
