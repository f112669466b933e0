package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.continuo.model.DocumentName;
import io.continuo.model.Removed;
import io.continuo.model.SweepDocuments.All;
import io.continuo.model.SweepDocuments.Inactive;
import io.continuo.model.SweepDocuments.Named;

/** Taking documents out, whoever owns them. Each dry run counts the same and changes nothing. */
public abstract class DocumentSweepContract extends DocumentFacts {

    private final Picture.Of all = pictureOf(List.of(s1, key("s2"), u1), "file", "own");

    @Test
    void anEmptyNamespaceHasNothingToSweep() {
        assertThat(sweepTwice(all, new Inactive()).removed()).isEqualTo(Removed.NOTHING);
        assertThat(sweepTwice(all, new Named(new DocumentName("a", "b"))).removed())
                .isEqualTo(Removed.NOTHING);
        assertThat(sweepTwice(all, new All(now)).removed()).isEqualTo(Removed.NOTHING);
    }

    @Test
    void inactiveTakesEntriesOfExpiredDocuments() {
        create(s1);
        put(s1, "own/a", Duration.ofMinutes(1));
        put(u1, "own/a", Duration.ofMinutes(1));
        put(u1, "file/a");
        put(u1, "own/b", LONG);
        advance(Duration.ofMinutes(1));

        Sweep swept = sweepTwice(all, new Inactive());

        assertThat(swept.removed()).isEqualTo(removed(0, 0, 0, 0, 2));
        assertThat(swept.samples()).isEmpty();
        assertThat(names(u1)).containsExactly("file/a", "own/b");
        assertThat(sweep(new Inactive())).isEqualTo(new Sweep(0, Removed.NOTHING, java.util.Set.of()));
    }

    @Test
    void aDocumentWhoseSessionWasProlongedStays() {
        create(s1);
        put(s1, "file/a");
        advance(Duration.ofMinutes(30));
        apply(ChangeBuilder.on(s1).touch());
        advance(Duration.ofMinutes(30));

        assertThat(sweepTwice(all, new Inactive())).isEqualTo(new Sweep(1, Removed.NOTHING, java.util.Set.of()));

        assertThat(names(s1)).containsExactly("file/a");
        // Its entry has the session's expiry now.
        assertThat(sweep(new Inactive()).examined()).isZero();
        advance(Duration.ofMinutes(30));
        assertThat(sweepTwice(all, new Inactive()).removed()).isEqualTo(removed(0, 0, 0, 0, 1));
    }

    @Test
    void namedTakesTheDocumentOfEveryOwner() {
        furnish();
        var before = load(s1);

        Sweep swept = sweepTwice(all, new Named(new DocumentName("file", "a")));

        assertThat(swept.removed()).isEqualTo(removed(0, 0, 0, 3, 0));
        assertThat(swept.samples())
                .containsExactlyInAnyOrder(
                        document(s1, "file/a"), document(key("s2"), "file/a"), document(u1, "file/a"));
        assertThat(names(s1)).containsExactly("file/b", "own/a");
        assertThat(names(u1)).containsExactly("file/b", "own/a");
        assertThat(load(s1)).isEqualTo(before);
    }

    @Test
    void allTakesWhatWasWrittenBefore() {
        furnish();
        advance(Duration.ofSeconds(1));
        put(s1, "file/a");
        put(u1, "own/a", LONG);

        Sweep swept = sweepTwice(all, new All(now));

        assertThat(swept.removed()).isEqualTo(removed(0, 0, 0, 7, 0));
        assertThat(names(s1)).containsExactly("file/a");
        assertThat(names(key("s2"))).isEmpty();
        assertThat(names(u1)).containsExactly("own/a");
        assertThat(exists(s1)).isTrue();
    }

    @Test
    void whatHasExpiredIsNotCounted() {
        furnish();
        put(u1, "gone/a", Duration.ofSeconds(1));
        advance(Duration.ofSeconds(1));

        assertThat(sweepTwice(all, new All(now.plusSeconds(1))).removed()).isEqualTo(removed(0, 0, 0, 9, 0));
        assertThat(sweep(new Inactive()).removed()).isEqualTo(Removed.NOTHING);
    }

    @Test
    void smallStepsSeeTheIndexesWhole() {
        create(s1);
        for (int i = 0; i < 23; i++) {
            put(i % 2 == 0 ? u1 : s1, "t" + i % 3 + "/k" + i);
        }
        advance(Duration.ofSeconds(1));

        Sweep dry = Sweep.documents(store(), namespace, new All(now), 2, true, now);
        Sweep real = Sweep.documents(store(), namespace, new All(now), 2, false, now);

        assertThat(real.removed()).isEqualTo(removed(0, 0, 0, 23, 0));
        dry.agreesWith(real);
        assertThat(names(s1)).isEmpty();
        assertThat(names(u1)).isEmpty();
    }

    private void furnish() {
        create(s1);
        create(key("s2"));
        for (var owner : List.of(s1, key("s2"), u1)) {
            put(owner, "file/a");
            put(owner, "file/b");
            put(owner, "own/a", LONG);
        }
    }
}
