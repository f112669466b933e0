package io.continuo.ops;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The table of {@code README.md} and the running service say the same. */
@QuarkusTest
class MetricsDocsTest {

    private static final Pattern ROW = Pattern.compile("\\| `(continuo_\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    void everyMeterIsDocumentedAndEveryDocumentedMeterIsThere() throws IOException {
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/sessions")
                .then()
                .statusCode(201);
        given().get("/api/v1/sessions/nobody").then().statusCode(404);

        Map<String, String> documented = documented();
        assertThat(documented).isNotEmpty();
        await().untilAsserted(() -> assertThat(exposed()).isEqualTo(documented));
    }

    /** Name to type and labels. */
    private static Map<String, String> exposed() {
        Exposition metrics = Exposition.scrape();
        Map<String, String> exposed = new TreeMap<>();
        metrics.types("continuo_").forEach((name, type) -> exposed.put(name, type + " " + metrics.labels(name)));
        return exposed;
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2) + " " + names(row.group(3)));
            }
        }
        return documented;
    }

    private static Set<String> names(String cell) {
        Set<String> names = new TreeSet<>();
        for (Matcher name = NAME.matcher(cell); name.find(); ) {
            names.add(name.group(1));
        }
        return names;
    }
}
