package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.continuo.json.JsonText;
import io.continuo.model.Session;
import io.continuo.model.SessionWritten;
import io.continuo.model.UserId;

/** JSON merge patches of state, metadata, owner and ttl. */
public abstract class PatchingContract extends StoreFacts {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}|{\"a\":null}|{}",
                "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
                "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
                "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
                "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}",
                "{\"a\":1}|{\"a\":{\"b\":{\"c\":null,\"d\":2}}}|{\"a\":{\"b\":{\"d\":2}}}",
                "{\"a\":{\"z\":1,\"y\":2,\"x\":3}}|{\"a\":{\"w\":4,\"y\":5}}|{\"a\":{\"z\":1,\"y\":5,\"x\":3,\"w\":4}}",
                "{\"a\":{\"b\":{\"c\":1.10}},\"n\":1e400}|{\"a\":{\"b\":{\"d\":[]}}}"
                        + "|{\"a\":{\"b\":{\"c\":1.10,\"d\":[]}},\"n\":1e400}",
                "{\"a\":{}}|{\"a\":{\"b\":null}}|{\"a\":{}}",
                "{}|{\"b\":null}|{}"
            })
    void stateAndMetadataAreMergedAsTheRfcHasIt(String target, String patch, String result) {
        apply(ChangeBuilder.on(s1).state(target).metadata(target).create());

        Session session =
                apply(ChangeBuilder.on(s1).state(patch).metadata(patch).patch()).session();

        assertThat(session.state()).isEqualTo(Fixtures.members(result));
        assertThat(session.metadata()).isEqualTo(Fixtures.json(result));
        assertThat(load(s1)).isEqualTo(session);
    }

    @Test
    void aPatchThatChangesSomethingCountsOnce() {
        apply(ChangeBuilder.on(s1).state("{\"a\":1}").create());
        advance(Duration.ofMinutes(1));

        SessionWritten patched = apply(ChangeBuilder.on(s1)
                .state("{\"a\":2,\"b\":{\"c\":1}}")
                .metadata("{\"m\":1}")
                .user("u")
                .ttl(Duration.ofMinutes(10))
                .patch());

        assertThat(patched.version()).isEqualTo(2);
        assertThat(patched.created()).isFalse();
        assertThat(patched.session().lastInteraction()).isEqualTo(now);
        assertThat(patched.session().expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(10)));
        assertThat(patched.session().userId()).isEqualTo(new UserId("u"));
        assertThat(patched.session().history()).isNull();
    }

    @Test
    void aPatchThatLeavesEverythingAsItIsChangesNothing() {
        apply(ChangeBuilder.on(s1)
                .state("{\"a\":{\"b\":1},\"c\":2}")
                .metadata("{\"m\":{}}")
                .user("u")
                .ttl(Duration.ofMinutes(10))
                .origin("/api", "curl")
                .create());
        Session before = load(s1);
        advance(Duration.ofMinutes(1));

        assertNothingChanged(before, ChangeBuilder.on(s1));
        assertNothingChanged(before, ChangeBuilder.on(s1).state("{}"));
        assertNothingChanged(before, ChangeBuilder.on(s1).state("{\"a\":{\"b\":1},\"x\":null}"));
        assertNothingChanged(before, ChangeBuilder.on(s1).state("{\"a\":{\"z\":null},\"c\":2}"));
        assertNothingChanged(before, ChangeBuilder.on(s1).metadata("{}"));
        assertNothingChanged(before, ChangeBuilder.on(s1).metadata("{\"m\":{},\"created_via\":\"/api\"}"));
        assertNothingChanged(before, ChangeBuilder.on(s1).user("u").ttl(Duration.ofMinutes(10)));
    }

    private void assertNothingChanged(Session before, ChangeBuilder change) {
        SessionWritten written = apply(change.patch());
        assertThat(written.version()).isEqualTo(before.version());
        assertThat(written.session()).isEqualTo(before);
        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void anotherSpellingOfTheSameNumberIsAChange() {
        apply(ChangeBuilder.on(s1).state("{\"a\":1.0}").create());

        SessionWritten written =
                apply(ChangeBuilder.on(s1).state("{\"a\":1.00}").patch());

        assertThat(written.version()).isEqualTo(2);
        assertThat(load(s1).state()).isEqualTo(Fixtures.members("{\"a\":1.00}"));
    }

    @Test
    void nullEmptiesTheState() {
        apply(ChangeBuilder.on(s1).state("{\"a\":1,\"b\":{}}").create());

        assertThat(apply(ChangeBuilder.on(s1).state("null").patch()).version()).isEqualTo(2);
        assertThat(load(s1).state()).isEqualTo(Map.of());
        assertThat(apply(ChangeBuilder.on(s1).state("null").patch()).version()).isEqualTo(2);
    }

    @Test
    void nullEmptiesTheMetadataAndItsOrigin() {
        apply(ChangeBuilder.on(s1).metadata("{\"a\":1}").origin("/api", "curl").create());

        assertThat(apply(ChangeBuilder.on(s1).metadata("null").patch()).version())
                .isEqualTo(2);
        assertThat(load(s1).metadata()).isEqualTo(JsonText.EMPTY_OBJECT);
        assertThat(apply(ChangeBuilder.on(s1).metadata("null").patch()).version())
                .isEqualTo(2);
        assertThat(apply(ChangeBuilder.on(s1).metadata("{\"x\":1}").put())
                        .session()
                        .metadata())
                .isEqualTo(Fixtures.json("{\"x\":1}"));
    }

    @Test
    void metadataIsMergedIntoWhatAReaderSees() {
        apply(ChangeBuilder.on(s1).metadata("{\"x\":1}").origin("/api", "curl").create());

        Session session = apply(ChangeBuilder.on(s1)
                        .metadata("{\"user_agent\":null,\"y\":2}")
                        .patch())
                .session();

        assertThat(session.metadata()).isEqualTo(Fixtures.json("{\"x\":1,\"created_via\":\"/api\",\"y\":2}"));
        // A removed member of the origin is gone for good, one that stayed is the session's own.
        assertThat(apply(ChangeBuilder.on(s1).put()).session().metadata())
                .isEqualTo(Fixtures.json("{\"created_via\":\"/api\"}"));
    }

    @Test
    void ownerAndTtlAreKeptClearedOrSet() {
        apply(ChangeBuilder.on(s1).user("u").ttl(Duration.ofMinutes(5)).create());

        Session kept = apply(ChangeBuilder.on(s1).state("{\"a\":1}").patch()).session();
        assertThat(kept.userId()).isEqualTo(new UserId("u"));
        assertThat(kept.expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(5)));

        Session cleared = apply(ChangeBuilder.on(s1).noUser().noTtl().patch()).session();
        assertThat(cleared.version()).isEqualTo(3);
        assertThat(cleared.userId()).isNull();
        assertThat(cleared.expiresAt()).isEqualTo(now.plus(Fixtures.TTL));
        assertThat(apply(ChangeBuilder.on(s1).noUser().noTtl().patch()).version())
                .isEqualTo(3);

        Session set = apply(
                        ChangeBuilder.on(s1).user("v").ttl(Duration.ofDays(2)).patch())
                .session();
        assertThat(set.userId()).isEqualTo(new UserId("v"));
        assertThat(set.expiresAt()).isEqualTo(now.plus(Duration.ofDays(2)));
    }

    @Test
    void theHistoryIsNoPartOfAPatch() {
        append(s1, "a", "b");

        apply(ChangeBuilder.on(s1).state("{\"x\":1}").patch());

        assertThat(contents(loadWithHistory(s1, 5).history())).containsExactly("a", "b");
    }
}
