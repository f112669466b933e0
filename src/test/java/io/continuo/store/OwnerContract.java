package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;
import io.continuo.model.UserId;

/** Changes of a caller who may touch the sessions of one user only. */
public abstract class OwnerContract extends StoreFacts {

    @Test
    void theOwnSessionIsChangedAsEver() {
        apply(ChangeBuilder.on(s1).by("u").user("u").create());
        apply(ChangeBuilder.on(s1).by("u").user("u").state("{\"a\":1}").put());
        apply(ChangeBuilder.on(s1).by("u").state("{\"b\":1}").patch());
        apply(ChangeBuilder.on(s1).by("u").append(Fixtures.message("a", now)));
        apply(ChangeBuilder.on(s1).by("u").touch());
        apply(ChangeBuilder.on(s1).by("u").clear());
        assertThat(load(s1).version()).isEqualTo(6);
        assertThat(load(s1).userId()).isEqualTo(new UserId("u"));
        refused(VersionConflict.class, ChangeBuilder.on(s1).ifVersion(5).by("u").touch());
        apply(ChangeBuilder.on(s1).ifVersion(6).by("u").delete());
        assertThat(exists(s1)).isFalse();
    }

    @Test
    void aSessionOfAnotherOrOfNobodyIsNotFoundByAnyChange() {
        apply(ChangeBuilder.on(s1).user("u").create());
        apply(ChangeBuilder.on(key("s2")).create());
        for (String id : List.of("s1", "s2")) {
            Session before = load(key(id));
            for (SessionChange<?> change : everyChange(id, builder -> builder.by("v"))) {
                refused(SessionNotFound.class, change);
            }
            for (SessionChange<?> change :
                    everyChange(id, builder -> builder.ifVersion(1).by("v"))) {
                refused(SessionNotFound.class, change);
            }
            for (SessionChange<?> change :
                    everyChange(id, builder -> builder.ifAbsent().by("v"))) {
                refused(SessionNotFound.class, change);
            }
            assertThat(load(key(id))).isEqualTo(before);
        }
    }

    @Test
    void theOwnerIsAskedForBeforeTheIdempotencyKey() {
        apply(ChangeBuilder.on(s1).user("u").once("k", "1").append(Fixtures.message("a", now)));

        refused(
                SessionNotFound.class,
                ChangeBuilder.on(s1).by("v").once("k", "1").append(Fixtures.message("a", now)));
        refused(
                SessionNotFound.class,
                ChangeBuilder.on(s1).by("v").once("k", "2").append(Fixtures.message("a", now)));
        assertThat(apply(ChangeBuilder.on(s1).by("u").once("k", "1").append(Fixtures.message("a", now)))
                        .replayed())
                .isTrue();
    }

    @Test
    void whereThereIsNoSessionOneIsCreated() {
        apply(ChangeBuilder.on(s1).by("u").user("u").append(Fixtures.message("a", now)));
        assertThat(load(s1).userId()).isEqualTo(new UserId("u"));

        advance(Fixtures.POLICY.ttl());
        apply(ChangeBuilder.on(s1).by("v").user("v").put());
        assertThat(load(s1).userId()).isEqualTo(new UserId("v"));
        refused(SessionNotFound.class, ChangeBuilder.on(key("s2")).by("v").touch());
    }

    @Test
    void documentsOfAnotherUsersSessionAreNotFound() {
        apply(ChangeBuilder.on(s1).user("u").create());
        apply(DocumentBuilder.on(s1, "note", "n").once("k", "1").put("1"));

        refused(
                SessionNotFound.class,
                DocumentBuilder.on(s1, "note", "n").by("v").put("2"));
        refused(
                SessionNotFound.class,
                DocumentBuilder.on(s1, "note", "n").by("v").once("k", "1").put("1"));
        refused(
                SessionNotFound.class,
                DocumentBuilder.on(s1, "note", "n").by("v").delete());
        apply(DocumentBuilder.on(s1, "note", "n").by("u").put("3"));
        apply(DocumentBuilder.on(s1, "note", "n").by("u").delete());
    }

    @Test
    void aDocumentThatOutlivedItsSessionIsNobodys() {
        apply(ChangeBuilder.on(s1).user("u").create());
        apply(DocumentBuilder.on(s1, "note", "n").ttl(Duration.ofDays(9)).put("1"));
        advance(Fixtures.POLICY.ttl());

        refused(
                DocumentNotFound.class,
                DocumentBuilder.on(s1, "note", "n").by("u").delete());
        refused(
                SessionNotFound.class,
                DocumentBuilder.on(s1, "note", "n").by("u").put("2"));
        apply(DocumentBuilder.on(s1, "note", "n").delete());
    }

    private List<SessionChange<?>> everyChange(String id, UnaryOperator<ChangeBuilder> condition) {
        ChangeBuilder builder =
                condition.apply(ChangeBuilder.on(key(id)).state("{\"x\":1}").user("v"));
        return List.of(
                builder.create(),
                builder.put(),
                builder.patch(),
                builder.append(Fixtures.message("b", now)),
                builder.touch(),
                builder.clear(),
                builder.delete());
    }
}
