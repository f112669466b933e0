package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.continuo.json.JsonText;
import io.continuo.json.JsonWriter;
import io.continuo.model.Session;
import io.continuo.model.SessionKey;

/** JSON and ids come back exactly as they were given. */
public abstract class ExactnessContract extends StoreFacts {

    static List<JsonText> values() {
        List<JsonText> values = new ArrayList<>();
        for (String text : List.of(
                "null",
                "true",
                "false",
                "0",
                "-0",
                "-0.0",
                "1.10",
                "1e400",
                "1E+400",
                "9007199254740993",
                "18446744073709551616",
                "0.1e-999",
                "\"\"",
                "\"\\u0000\"",
                "\"\\ud83d\\ude00\"",
                "\"\\/ \\\" \\\\ \\b\\f\\n\\r\\t\"",
                "[]",
                "{}",
                "[[],{},[{}],null]",
                "{\"z\":1,\"a\":2,\"m\":{\"b\":{},\"a\":[]}}",
                "{\"\":0,\"__proto__\":1,\"constructor\":2,\"a/b\":3,\"a~b\":4}",
                "{\"a\":{\"a\":{\"a\":null}}}",
                "\"\\u2028\\uFEFF</script>\"")) {
            values.add(Fixtures.json(text));
        }
        values.add(JsonText.ofString(everyPlane()));
        values.add(Fixtures.json("1" + "0".repeat(2_000) + ".50"));
        values.add(Fixtures.json("[".repeat(120) + "]".repeat(120)));
        return values;
    }

    private static String everyPlane() {
        StringBuilder text = new StringBuilder("\u0000\u001f\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\uffff");
        for (int plane = 1; plane <= 16; plane++) {
            text.appendCodePoint(plane << 16).appendCodePoint((plane << 16) | 0xffff);
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueComesBackAsItWasGiven(JsonText value) {
        Map<String, JsonText> state = Map.of("v", value);
        JsonText object = object(state);
        JsonText body = object(Map.of("content", JsonText.ofString(""), "metadata", object));

        apply(ChangeBuilder.on(s1).state(object).metadata(object).append(Fixtures.message(body, now)));
        apply(ChangeBuilder.on(key("s2")).state(object).metadata(object).create());
        apply(ChangeBuilder.on(key("s3")).state(object).metadata(object).put());

        Session appended = loadWithHistory(s1, 1);
        // Beside messages, null removes.
        assertThat(appended.state()).isEqualTo(value.equals(JsonText.NULL) ? Map.of() : state);
        assertThat(appended.metadata()).isEqualTo(object);
        assertThat(page(s1, 1, null, null).messages().get(0).stored().member("metadata"))
                .isEqualTo(object);
        for (String id : List.of("s2", "s3")) {
            assertThat(load(key(id)).state()).isEqualTo(state);
            assertThat(load(key(id)).metadata()).isEqualTo(object);
        }
    }

    @Test
    void aMemberMayHaveAnyName() {
        List<String> names = List.of(
                "",
                " ",
                "a/b",
                "a~b",
                "a:b",
                "a%3Ab",
                "__proto__",
                "constructor",
                "state",
                "user_id",
                "\u0000",
                "a\u0000b",
                "\"\\",
                everyPlane(),
                "n".repeat(1_000));
        Map<String, JsonText> state = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            state.put(names.get(i), JsonText.ofLong(i));
        }

        apply(ChangeBuilder.on(s1).state(object(state)).create());
        assertThat(load(s1).state()).isEqualTo(state);

        for (String name : names) {
            JsonText text = JsonText.ofString(name);
            JsonText one = object(Map.of(name, text));
            apply(ChangeBuilder.on(s1).state(one).append(Fixtures.message("x", now)));
            state.put(name, text);
            assertThat(load(s1).state()).isEqualTo(state);
        }
        for (String name : names) {
            apply(ChangeBuilder.on(s1)
                    .state(object(Map.of(name, JsonText.NULL)))
                    .patch());
            state.remove(name);
            assertThat(load(s1).state()).isEqualTo(state);
        }
    }

    @Test
    void differentIdsNeverShareAnything() {
        List<String> ids = List.of(
                "a:b",
                "a=3Ab",
                "a_3Ab",
                "a:b:c",
                "a",
                "A",
                "a:",
                ":a",
                "a::b",
                "a:state",
                "a:meta",
                "...",
                "a.b",
                "+",
                "-1",
                "~",
                "@",
                "=",
                "_",
                "0",
                "00",
                "null",
                "x".repeat(200),
                "x".repeat(199),
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:@+~=");
        for (String id : ids) {
            apply(ChangeBuilder.on(key(id))
                    .user(id)
                    .state(object(Map.of("id", JsonText.ofString(id))))
                    .append(Fixtures.message("m", id, now)));
        }

        for (String id : ids) {
            SessionKey key = key(id);
            Session session = loadWithHistory(key, 5);
            assertThat(session.id().value()).isEqualTo(id);
            assertThat(session.state()).isEqualTo(Map.of("id", JsonText.ofString(id)));
            assertThat(session.version()).isEqualTo(1);
            assertThat(contents(session.history())).containsExactly(id);
            assertThat(ids(listOf(id))).containsExactly(id);
        }
        assertThat(count()).isEqualTo(ids.size());
        assertThat(ids(list(500, null))).containsExactlyInAnyOrderElementsOf(ids);
        for (String id : ids) {
            delete(key(id));
        }
        assertThat(count()).isZero();
    }

    @Test
    void aLargeValueComesBackWhole() {
        String large = "é".repeat(120_000);

        apply(ChangeBuilder.on(s1)
                .state(object(Map.of("large", JsonText.ofString(large))))
                .append(Fixtures.message(large, now)));

        assertThat(load(s1).state()).isEqualTo(Map.of("large", JsonText.ofString(large)));
        assertThat(contents(loadWithHistory(s1, 1).history())).containsExactly(large);
    }

    private static JsonText object(Map<String, JsonText> members) {
        JsonWriter out = new JsonWriter().beginObject();
        members.forEach(out::member);
        return out.endObject().toJsonText();
    }
}
