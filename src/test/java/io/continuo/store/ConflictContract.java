package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.Precondition;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;

/** Preconditions, decided inside the step. */
public abstract class ConflictContract extends StoreFacts {

    @Test
    void aWriteWhoseVersionHoldsHappens() {
        create(s1);

        assertThat(apply(ChangeBuilder.on(s1).ifVersion(1).touch()).version()).isEqualTo(2);
        assertThat(apply(ChangeBuilder.on(s1).ifVersion(9, 2).state("{\"a\":1}").patch())
                        .version())
                .isEqualTo(3);
        assertThat(apply(ChangeBuilder.on(s1).ifVersion(3).append(Fixtures.message("a", now)))
                        .version())
                .isEqualTo(4);
        assertThat(apply(ChangeBuilder.on(s1).ifVersion(4).clear()).version()).isEqualTo(5);
        assertThat(apply(ChangeBuilder.on(s1).ifVersion(5).put()).version()).isEqualTo(6);
        assertThat(apply(ChangeBuilder.on(s1)
                                .ifVersion(Precondition.ANY_VERSION)
                                .touch())
                        .version())
                .isEqualTo(7);
        assertThat(apply(ChangeBuilder.on(s1).ifVersion(7).delete()).version()).isEqualTo(7);
    }

    @Test
    void aWriteWhoseVersionDoesNotHoldIsRefusedWithTheVersion() {
        create(s1);
        append(s1, "a");
        Session before = load(s1);

        for (SessionChange<?> change : everyChange(builder -> builder.ifVersion(1, 3))) {
            assertThat(refused(VersionConflict.class, change).currentVersion()).isEqualTo(2);
        }
        for (SessionChange<?> change : everyChange(builder -> builder.ifVersion(Precondition.NO_VERSION))) {
            assertThat(refused(VersionConflict.class, change).currentVersion()).isEqualTo(2);
        }
        for (SessionChange<?> change : everyChange(ChangeBuilder::ifAbsent)) {
            assertThat(refused(VersionConflict.class, change).currentVersion()).isEqualTo(2);
        }
        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void onAnAbsentSessionAConditionFailsWhereTheCallWouldCreate() {
        for (long version : new long[] {1, Precondition.ANY_VERSION, Precondition.NO_VERSION}) {
            ChangeBuilder builder = ChangeBuilder.on(s1).ifVersion(version);
            List<SessionChange<?>> creating =
                    List.of(builder.create(), builder.put(), builder.append(Fixtures.message("a", now)));
            for (SessionChange<?> change : creating) {
                assertThat(refused(VersionConflict.class, change).currentVersion())
                        .isNull();
            }
            refused(SessionNotFound.class, builder.touch());
            refused(SessionNotFound.class, builder.patch());
            refused(SessionNotFound.class, builder.clear());
            refused(SessionNotFound.class, builder.delete());
            refused(SessionNotFound.class, builder.onlyIfThere().append(Fixtures.message("a", now)));
        }
        assertThat(exists(s1)).isFalse();
        assertThat(count()).isZero();
    }

    @Test
    void ifAbsentLetsACreationThrough() {
        assertThat(apply(ChangeBuilder.on(s1).ifAbsent().put()).created()).isTrue();
        assertThat(apply(ChangeBuilder.on(key("s2")).ifAbsent().create()).created())
                .isTrue();
        assertThat(apply(ChangeBuilder.on(key("s3")).ifAbsent().append(Fixtures.message("a", now)))
                        .created())
                .isTrue();
    }

    @Test
    void aConditionIsCheckedEvenWhereNothingWouldChange() {
        append(s1, "a");
        apply(ChangeBuilder.on(s1).append(Fixtures.message("m", "b", now)));

        refused(VersionConflict.class, ChangeBuilder.on(s1).ifVersion(1).patch());
        refused(VersionConflict.class, ChangeBuilder.on(s1).ifVersion(1).append(Fixtures.message("m", "b", now)));
    }

    private List<SessionChange<?>> everyChange(UnaryOperator<ChangeBuilder> condition) {
        ChangeBuilder builder =
                condition.apply(ChangeBuilder.on(s1).state("{\"x\":1}").user("x"));
        return List.of(
                builder.put(),
                builder.patch(),
                builder.append(Fixtures.message("b", now)),
                builder.touch(),
                builder.clear(),
                builder.delete());
    }
}
