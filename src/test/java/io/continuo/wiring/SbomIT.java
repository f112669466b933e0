package io.continuo.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The bill of materials that the build leaves beside the packaged application. */
class SbomIT {

    private static final Path APPLICATION = Path.of(System.getProperty("continuo.jar"));

    /** {@code pkg:maven/group/artifact@version?classifier=c&type=jar} */
    private static final Pattern PURL =
            Pattern.compile("pkg:maven/([^/]+)/([^@]+)@([^?]+)\\?(?:classifier=([^&]+)&)?type=\\w+");

    @Test
    void itListsTheJarsThatRunWithTheirHashesAndNoOther() throws Exception {
        Map<String, String> listed = listed();
        assertThat(listed).isEqualTo(jars());
        assertThat(listed.keySet()).anyMatch(jar -> jar.startsWith("io.vertx.vertx-core-"));
    }

    @Test
    void itIsOfCycloneDxAndOfThisService() throws IOException {
        assertThat(sbom().path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom().has("serialNumber")).isFalse();
        assertThat(sbom().path("metadata").path("component").path("name").asText())
                .isEqualTo("continuo");
    }

    private static JsonNode sbom() throws IOException {
        return new ObjectMapper()
                .readTree(
                        APPLICATION.resolveSibling("../continuo-cyclonedx.json").toFile());
    }

    /** The names of the libraries' jars as Quarkus writes them, and their SHA-256. */
    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (JsonNode component : sbom().path("components")) {
            Matcher purl = PURL.matcher(component.path("purl").asText());
            assertThat(purl.matches()).as(component.path("purl").asText()).isTrue();
            if (!purl.group(1).equals("io.continuo")) {
                String classifier = purl.group(4) == null ? "" : "-" + purl.group(4);
                listed.put(
                        purl.group(1) + "." + purl.group(2) + "-" + purl.group(3) + classifier + ".jar",
                        sha256(component));
            }
        }
        return listed;
    }

    private static String sha256(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "";
    }

    private static Map<String, String> jars() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(APPLICATION.resolveSibling("lib"))) {
            files = all.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        assertThat(files).hasSizeGreaterThan(50);
        Map<String, String> jars = new TreeMap<>();
        for (Path file : files) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            jars.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
        }
        return jars;
    }
}
