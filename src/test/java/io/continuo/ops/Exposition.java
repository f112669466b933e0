package io.continuo.ops;

import static io.restassured.RestAssured.given;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One answer of {@code /metrics}. */
record Exposition(List<String> lines) {

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Exposition scrape() {
        return new Exposition(given().accept("text/plain")
                .get("/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList());
    }

    /** Names that begin so, each with its type. */
    Map<String, String> types(String prefix) {
        Map<String, String> types = new TreeMap<>();
        for (String line : lines) {
            Matcher type = TYPE.matcher(line);
            if (type.matches() && type.group(1).startsWith(prefix)) {
                types.put(type.group(1), type.group(2));
            }
        }
        return types;
    }

    /** The names of the labels of a meter, without that of its buckets. */
    Set<String> labels(String name) {
        Set<String> labels = new TreeSet<>();
        samples(name).forEach(line -> {
            for (Matcher label = LABEL.matcher(line); label.find(); ) {
                labels.add(label.group(1));
            }
        });
        labels.remove("le");
        return labels;
    }

    /** Every value that a label of a meter has. */
    Set<String> values(String name, String label) {
        Set<String> values = new TreeSet<>();
        samples(name).forEach(line -> {
            for (Matcher found = LABEL.matcher(line); found.find(); ) {
                if (found.group(1).equals(label)) {
                    values.add(found.group(2));
                }
            }
        });
        return values;
    }

    private Stream<String> samples(String name) {
        return lines.stream().filter(line -> line.matches(name + "(_bucket|_count|_sum)?[{ ].*"));
    }
}
