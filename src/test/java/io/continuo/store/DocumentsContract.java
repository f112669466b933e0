package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.continuo.model.ContinuoException.DocumentNotFound;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.DocumentEntry;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.DocumentPage;
import io.continuo.model.ListDocuments;
import io.continuo.model.Precondition;
import io.continuo.model.PutDocument;
import io.continuo.model.Session;

/** Writing, reading, listing and deleting documents of sessions and of users. */
public abstract class DocumentsContract extends DocumentFacts {

    @Test
    void aDocumentThatIsPutIsRead() {
        for (DocumentOwner owner : owners()) {
            PutDocument.Written written = apply(on(owner, "file/a").put("{ \"é\" : 1e400 }"));

            assertThat(written.created()).isTrue();
            assertThat(written.replayed()).isFalse();
            assertThat(written.entry().name()).isEqualTo(new DocumentName("file", "a"));
            assertThat(written.entry().version()).isEqualTo(1);
            assertThat(written.entry().bytes()).isEqualTo(12);
            assertThat(written.entry().updatedAt()).isEqualTo(now);
            assertThat(load(owner, "file/a").entry()).isEqualTo(written.entry());
            assertThat(load(owner, "file/a").body()).isEqualTo(Fixtures.json("{\"é\":1e400}"));
            assertThat(documents(owner)).isEqualTo(new DocumentPage(List.of(written.entry()), null, 1));
        }
    }

    @Test
    void everyBodyComesBackAsItWas() {
        for (DocumentOwner owner : owners()) {
            for (String body : List.of("null", "1.0", "\"\"", "[]", "{}", "\"\\u0000😀\"", "{\"b\":1,\"a\":null}")) {
                DocumentEntry entry = apply(on(owner, "t/k").put(body)).entry();
                assertThat(load(owner, "t/k").body()).isEqualTo(Fixtures.json(body));
                assertThat(load(owner, "t/k").entry()).isEqualTo(entry);
            }
        }
    }

    @Test
    void eachPutIsANewVersionAlsoOfTheSameBody() {
        for (DocumentOwner owner : owners()) {
            put(owner, "file/a");
            advance(Duration.ofSeconds(1));

            PutDocument.Written same = apply(on(owner, "file/a").put("{\"a\":1}"));
            PutDocument.Written other = apply(on(owner, "file/a").put("[]"));

            assertThat(same.created()).isFalse();
            assertThat(same.entry().version()).isEqualTo(2);
            assertThat(same.entry().updatedAt()).isEqualTo(now);
            assertThat(other.entry().version()).isEqualTo(3);
            assertThat(other.entry().bytes()).isEqualTo(2);
            assertThat(documents(owner).total()).isEqualTo(1);
        }
    }

    @Test
    void aDeletedDocumentBeginsAnew() {
        for (DocumentOwner owner : owners()) {
            for (DocumentBuilder life :
                    List.of(on(owner, "file/a"), on(owner, "own/a").ttl(LONG))) {
                apply(life.put("1"));
                assertThat(apply(life.put("2")).entry().version()).isEqualTo(2);

                assertThat(apply(life.delete()).version()).isEqualTo(2);

                refused(DocumentNotFound.class, life.delete());
                PutDocument.Written again = apply(life.put("3"));
                assertThat(again.created()).isTrue();
                assertThat(again.entry().version()).isEqualTo(1);
            }
        }
    }

    @Test
    void anAbsentDocumentIsNotFound() {
        for (DocumentOwner owner : List.of(s1, key("none"), u1, user("none"))) {
            absent(owner, "file/a");
            refused(DocumentNotFound.class, on(owner, "file/a").delete());
            refused(DocumentNotFound.class, on(owner, "file/a").ifVersion(1).delete());
            assertThat(documents(owner)).isEqualTo(new DocumentPage(List.of(), null, 0));
        }
    }

    @Test
    void aDocumentNeedsItsSession() {
        refused(SessionNotFound.class, on(s1, "file/a").put("1"));
        refused(SessionNotFound.class, on(s1, "file/a").ttl(LONG).put("1"));
        refused(SessionNotFound.class, on(s1, "file/a").ifVersion(1).put("1"));
        refused(SessionNotFound.class, on(s1, "file/a").most(0).put("1"));
        assertThat(exists(s1)).isFalse();
    }

    @Test
    void aPutWhoseConditionDoesNotHoldIsRefusedWithTheDocumentsVersion() {
        for (DocumentOwner owner : owners()) {
            put(owner, "file/a");
            put(owner, "file/a");
            var before = load(owner, "file/a");

            for (DocumentBuilder refusing : List.of(
                    on(owner, "file/a").ifVersion(1, 3),
                    on(owner, "file/a").ifVersion(Precondition.NO_VERSION),
                    on(owner, "file/a").ifAbsent())) {
                assertThat(refused(VersionConflict.class, refusing.put("2")))
                        .hasMessageContaining("document")
                        .extracting(VersionConflict::currentVersion)
                        .isEqualTo(2L);
                assertThat(refused(VersionConflict.class, refusing.delete()).currentVersion())
                        .isEqualTo(2);
            }
            assertThat(load(owner, "file/a")).isEqualTo(before);
        }
    }

    @Test
    void aPutWhoseConditionHoldsHappens() {
        for (DocumentOwner owner : owners()) {
            assertThat(apply(on(owner, "file/a").ifAbsent().put("1")).created()).isTrue();
            assertThat(apply(on(owner, "file/a").ifVersion(1).put("1")).entry().version())
                    .isEqualTo(2);
            assertThat(apply(on(owner, "file/a")
                                    .ifVersion(Precondition.ANY_VERSION)
                                    .put("1"))
                            .entry()
                            .version())
                    .isEqualTo(3);
            assertThat(apply(on(owner, "file/a").ifVersion(9, 3).delete()).version())
                    .isEqualTo(3);
        }
    }

    @Test
    void aConditionOnAVersionNeedsADocument() {
        for (DocumentOwner owner : owners()) {
            for (long version : new long[] {1, Precondition.ANY_VERSION, Precondition.NO_VERSION}) {
                assertThat(refused(
                                        VersionConflict.class,
                                        on(owner, "file/a")
                                                .ifVersion(version)
                                                .most(0)
                                                .put("1"))
                                .currentVersion())
                        .isNull();
            }
            assertThat(names(owner)).isEmpty();
        }
    }

    @Test
    void aDocumentChangeIsNoInteraction() {
        create(s1);
        append(s1, "a");
        Session before = loadWithHistory(s1, 5);
        advance(Duration.ofMinutes(1));

        put(s1, "file/a");
        put(s1, "own/a", LONG);
        apply(on(s1, "file/a").delete());
        load(s1, "own/a");

        assertThat(loadWithHistory(s1, 5)).isEqualTo(before);
        assertThat(list(5, null).sessions().get(0).lastInteraction()).isEqualTo(before.lastInteraction());
    }

    @Test
    void anOwnerHasNoMoreDocumentsThanAllowed() {
        for (DocumentOwner owner : owners()) {
            apply(on(owner, "file/a").most(2).put("1"));
            apply(on(owner, "own/b").most(2).ttl(Duration.ofMinutes(1)).put("1"));

            LimitExceeded full =
                    refused(LimitExceeded.class, on(owner, "file/c").most(2).put("1"));
            assertThat(full.limit()).isEqualTo("documents");
            assertThat(full.allowed()).isEqualTo(2);
            assertThat(names(owner)).containsExactly("file/a", "own/b");
            // Replacing is no growth, also where less is allowed by now and where the life changes.
            assertThat(apply(on(owner, "own/b").most(1).put("2")).entry().version())
                    .isEqualTo(2);
            assertThat(apply(on(owner, "file/a")
                                    .most(1)
                                    .ttl(Duration.ofMinutes(1))
                                    .put("2"))
                            .entry()
                            .version())
                    .isEqualTo(2);
            refused(LimitExceeded.class, on(owner, "file/c").most(2).put("1"));

            // One that has expired takes no place.
            advance(Duration.ofMinutes(1));
            assertThat(apply(on(owner, "file/c").most(2).put("1")).created()).isTrue();
            refused(LimitExceeded.class, on(owner, "file/d").most(2).put("1"));
            apply(on(owner, "file/c").delete());
            assertThat(apply(on(owner, "file/d").most(2).put("1")).created()).isTrue();
        }
    }

    @Test
    void documentsAreListedByTypeAndKey() {
        for (DocumentOwner owner : owners()) {
            for (String name : List.of("b/b", "b/a", "a/z", "a:b/a", "B/a", "a/Z", "a-/a", "ab/a", "a/a:b")) {
                boolean own = name.length() % 2 == 0;
                apply(own ? on(owner, name).ttl(LONG).put("1") : on(owner, name).put("1"));
            }

            assertThat(names(owner))
                    .containsExactly("B/a", "a/Z", "a/a:b", "a/z", "a-/a", "a:b/a", "ab/a", "b/a", "b/b");
            DocumentPage ofA = read(new ListDocuments(owner, "a", null, 500));
            assertThat(names(ofA)).containsExactly("a/Z", "a/a:b", "a/z");
            assertThat(ofA.total()).isEqualTo(3);
            assertThat(ofA.documents())
                    .allSatisfy(entry -> assertThat(entry)
                            .isEqualTo(load(
                                            owner,
                                            entry.name().type() + "/"
                                                    + entry.name().key())
                                    .entry()));
        }
    }

    @Test
    void pagesOfDocumentsFollowEachOther() {
        for (DocumentOwner owner : owners()) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                String name = (i < 3 ? "a" : "b") + "/k" + i;
                all.add(name);
                apply(
                        i % 2 == 0
                                ? on(owner, name).ttl(LONG).put("1")
                                : on(owner, name).put("1"));
            }
            for (int limit : new int[] {1, 3, 7, 8}) {
                List<String> seen = new ArrayList<>();
                DocumentName after = null;
                do {
                    DocumentPage page = read(new ListDocuments(owner, null, after, limit));
                    assertThat(page.documents()).hasSizeBetween(1, limit);
                    assertThat(page.total()).isEqualTo(7);
                    seen.addAll(names(page));
                    after = page.next();
                    assertThat(after == null
                                    || after.equals(page.documents()
                                            .get(page.documents().size() - 1)
                                            .name()))
                            .isTrue();
                } while (after != null);
                assertThat(seen).isEqualTo(all);
            }
            // A page behind a name that is not there, and one of a type that begins there.
            assertThat(names(read(new ListDocuments(owner, null, new DocumentName("a", "k1x"), 2))))
                    .containsExactly("a/k2", "b/k3");
            assertThat(names(read(new ListDocuments(owner, "b", new DocumentName("a", "k0"), 2))))
                    .containsExactly("b/k3", "b/k4");
        }
    }

    @Test
    void ownersNeverMeet() {
        create(s1);
        create(key("u1"));
        put(s1, "file/a");
        put(u1, "file/a");
        put(key("u1"), "file/a", LONG);

        apply(on(u1, "file/a").delete());

        assertThat(names(s1)).containsExactly("file/a");
        assertThat(names(key("u1"))).containsExactly("file/a");
        assertThat(names(u1)).isEmpty();
        assertThat(names(key("s"))).isEmpty();
    }

    @Test
    void namesWithColonsNeverMeet() {
        for (DocumentOwner owner : owners()) {
            List<String> alike = List.of("a/b:c", "a:b/c");
            for (String name : alike) {
                assertThat(apply(on(owner, name).ttl(LONG).put("\"" + name + "\""))
                                .created())
                        .isTrue();
                assertThat(apply(on(owner, "f-" + name).put("\"" + name + "\"")).created())
                        .isTrue();
            }
            for (String name : alike) {
                assertThat(load(owner, name).body()).isEqualTo(Fixtures.json("\"" + name + "\""));
                assertThat(load(owner, "f-" + name).body()).isEqualTo(Fixtures.json("\"" + name + "\""));
            }
        }
    }

    @Test
    void timesOfDocumentsAreMilliseconds() {
        now = now.plusNanos(123_456);
        create(s1);

        DocumentEntry entry = put(s1, "own/a", Duration.ofSeconds(1).plusNanos(999_999));

        assertThat(entry.updatedAt()).isEqualTo(now.minusNanos(123_456));
        assertThat(entry.expiresAt()).isEqualTo(now.minusNanos(123_456).plusSeconds(1));
        assertThat(load(s1, "own/a").entry()).isEqualTo(entry);
    }

    /** A session that is there, and a user. */
    private List<DocumentOwner> owners() {
        create(s1);
        return List.of(s1, u1);
    }
}
