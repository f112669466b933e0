package io.continuo.store.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.continuo.json.JsonText;
import io.continuo.json.StrictJson;
import io.continuo.model.AppendMessages;
import io.continuo.model.Change;
import io.continuo.model.CreateSession;
import io.continuo.model.PutSession;
import io.continuo.model.SessionKey;
import io.continuo.store.ChangeBuilder;
import io.continuo.store.Fixtures;
import io.continuo.store.codec.Codecs;
import io.continuo.store.codec.Place;
import io.continuo.store.codec.ValueCodec;

class ChangeFormTest {

    private static final int ROUNDS = 3_000;
    private static final SessionKey SESSION = SessionKey.of("ns", "s1");
    private static final Place PLACE = Place.journal("segment", "1");

    @Test
    void everyChangeComesBackAsItWas() {
        long seed = Long.getLong("continuo.agreement.seed", new Random().nextLong());
        RandomChanges changes = new RandomChanges(seed);
        for (int i = 0; i < ROUNDS; i++) {
            Change<?> change = changes.next();
            JsonText written = ChangeForm.write(change);
            JsonText checked = StrictJson.stored(written.bytes());
            Change<?> read = ChangeForm.read(Objects.requireNonNull(checked));
            assertThat(read).as("change %s of seed %s", i, seed).isEqualTo(change);
            assertThat(names(Objects.requireNonNull(read))).isEqualTo(names(change));
            assertThat(ChangeForm.write(read)).isEqualTo(written);
        }
    }

    @Test
    void sealedOnesComeBackAsTheyWere() {
        long seed = Long.getLong("continuo.agreement.seed", new Random().nextLong());
        RandomChanges changes = new RandomChanges(seed);
        ValueCodec codec = Codecs.sealed();
        for (int i = 0; i < ROUNDS / 10; i++) {
            Change<?> change = changes.next();
            byte[] stored = codec.stored(PLACE, ChangeForm.write(change));
            JsonText opened = Objects.requireNonNull(codec.value(PLACE, stored));
            assertThat(ChangeForm.read(opened))
                    .as("change %s of seed %s", i, seed)
                    .isEqualTo(change);
            assertThat(codec.value(Place.journal("segment", "2"), stored)).isNull();
            assertThat(codec.value(Place.journal("another", "1"), stored)).isNull();
        }
    }

    /** The order of a map's members has no part in its equality. */
    private static List<String> names(Change<?> change) {
        Map<String, JsonText> state = change instanceof CreateSession create
                ? create.state()
                : change instanceof PutSession put
                        ? put.state()
                        : change instanceof AppendMessages append ? append.state() : Map.of();
        return new ArrayList<>(state.keySet());
    }

    @Test
    void theAnswerThatNobodyWaitsForIsLeftOut() {
        Change<?> asked = ChangeBuilder.on(SESSION).answering(true, 7).append(List.of());
        Change<?> brief = ChangeBuilder.on(SESSION).append(List.of());
        assertThat(ChangeForm.read(ChangeForm.write(asked))).isEqualTo(brief);
    }

    @Test
    void theCallersSpellingStays() {
        String state = "{\"a\\u0062\":1.10,\"e\":1E+2,\"s\":\"\\u00e9\\/\"}";
        JsonText written =
                ChangeForm.write(ChangeBuilder.on(SESSION).state(state).patch());
        assertThat(written.text()).contains("\"state\":" + state);
    }

    @Test
    void otherChangesAreNotWrittenDown() {
        assertThatThrownBy(() -> ChangeForm.write(ChangeBuilder.on(SESSION).delete()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"format\":\"1\"}",
                "{\"format\":1}",
                "{\"format\":1,\"kind\":\"nothing\"}",
                "{\"format\":1,\"kind\":\"put-document\",\"namespace\":\"ns\",\"session_id\":\"s\"}",
                "{\"format\":1,\"kind\":\"put-document\",\"namespace\":\"NS\",\"session_id\":\"s\",\"type\":\"t\","
                        + "\"key\":\"k\",\"body\":1,\"max_documents\":1,\"if_match\":[],\"if_absent\":false}"
            })
    void whatIsNoChangeIsNone(String json) {
        assertThat(ChangeForm.read(Fixtures.json(json))).isNull();
    }

    @Test
    void aChangeWithoutOneOfItsMembersIsNone() {
        JsonText written = ChangeForm.write(ChangeBuilder.on(SESSION)
                .state("{\"a\":1}")
                .append(Fixtures.message("m", "hello", Fixtures.freshNow())));
        for (String name :
                List.of("session_id", "id_source", "messages", "state", "create", "policy", "if_match", "if_absent")) {
            JsonText without = Fixtures.json(written.text().replace("\"" + name + "\":", "\"x\":"));
            assertThat(ChangeForm.read(without)).as(name).isNull();
        }
    }

    @Test
    void aNewerFormatIsSaidToBeOne() {
        assertThatThrownBy(() -> ChangeForm.read(Fixtures.json("{\"format\":2,\"kind\":\"put-session\"}")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void aChangeTakesLittleMoreThanWhatItCarries() {
        String content = "x".repeat(10_000);
        byte[] written = ChangeForm.write(
                        ChangeBuilder.on(SESSION).append(Fixtures.message(content, Fixtures.freshNow())))
                .bytes();
        assertThat(written.length).isLessThan(10_600);
        assertThat(Arrays.copyOf(written, 11))
                .isEqualTo("{\"format\":1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
