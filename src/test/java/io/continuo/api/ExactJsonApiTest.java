package io.continuo.api;

import static io.continuo.api.Rest.SESSIONS;
import static io.continuo.api.Rest.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

/** What a caller stores comes back as the same JSON, to the letter. */
@QuarkusTest
class ExactJsonApiTest {

    private static final String VALUE = "{\"z\":1e400,\"a\":[9007199254740993,1.10,-0,1E+2,0.1000],\"e\":{},\"l\":[],"
            + "\"n\":null,\"\":\"\\u0000\\ud83d\\ude00\",\"u\":\"\u00e9\u4e2d\ud83d\ude00\ud835\udd38\",\"s\":\"\\/\\\"\",\"b\":"
            + "1" + "0".repeat(1200) + "}";

    @Test
    void everyPlaceKeepsEveryCharacter() {
        String id = newId();
        Rest.put(id, "{\"state\":{\"v\":" + VALUE + "},\"metadata\":{\"m\":" + VALUE + "}}")
                .then()
                .statusCode(201);
        Rest.append(id, "{\"role\":\"user\",\"content\":[" + VALUE + "],\"metadata\":" + VALUE + "}")
                .then()
                .statusCode(201);
        Rest.patch(id, "{\"state\":{\"w\":{\"x\":" + VALUE.replace("\"n\":null,", "") + "}}}")
                .then()
                .statusCode(200);
        String session = text(SESSIONS + "/" + id + "?history=1");
        assertThat(session)
                .contains("\"v\":" + VALUE)
                .contains("\"m\":" + VALUE)
                .contains("\"content\":[" + VALUE + "]")
                .contains("\"metadata\":" + VALUE)
                .contains("\"w\":{\"x\":" + VALUE.replace("\"n\":null,", "") + "}");
    }

    @Test
    void whitespaceIsAllThatGoes() {
        String id = newId();
        Rest.put(id, " { \"state\" : { \"a\" : [ 1 , 2 ] ,\n\t\"b\" : \" x \" } } ");
        assertThat(text(SESSIONS + "/" + id)).contains("\"a\":[1,2]").contains("\"b\":\" x \"");
    }

    @Test
    void namesOfEveryKindAreMembersOfTheState() {
        String id = newId();
        String state = "{\"\":1,\"__proto__\":2,\"a/b~c\":3,\"\\u0000\":4,\"\ud83d\ude00\":5,\"a\\\"b\":6}";
        Rest.put(id, "{\"state\":" + state + "}").then().statusCode(201);
        String shown = text(SESSIONS + "/" + id);
        for (String member : new String[] {
            "\"\":1", "\"__proto__\":2", "\"a/b~c\":3", "\"\\u0000\":4", "\"\ud83d\ude00\":5", "\"a\\\"b\":6"
        }) {
            assertThat(shown).contains(member);
        }
    }

    private static String text(String path) {
        return new String(RestAssured.get(path).asByteArray(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
