package io.continuo.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

/** What holds for the image, and for the containers of the compose file as {@code .ci/tools.sh} has rendered it. */
class ContainersCheck {

    @Test
    void theImageRunsAsAUserWithANumberAndAsksForItsHealth() throws IOException {
        List<String> image = lastStage();
        assertThat(image).filteredOn(line -> line.startsWith("USER ")).containsExactly("USER 10001:10001");
        assertThat(image)
                .contains(
                        "WORKDIR /opt/continuo",
                        "COPY --from=build /build/target/continuo-cyclonedx.json ./",
                        "COPY src/main/docker/alive.sh ./");
        assertThat(image)
                .filteredOn(line -> line.startsWith("HEALTHCHECK "))
                .singleElement()
                .asString()
                .endsWith("CMD [\"bash\", \"/opt/continuo/alive.sh\"]");
        // Nothing that runs in the image is owned by the user it runs as, but for the data.
        assertThat(image)
                .filteredOn(line -> line.contains("--chown"))
                .containsExactly("COPY --from=build --chown=10001:10001 /data /data");
    }

    @Test
    void everyContainerOfTheComposeFileIsLockedDown() throws IOException {
        JsonNode services = new YAMLMapper()
                .readTree(Files.readString(Path.of("target/compose.yaml")))
                .path("services");
        assertThat(services.fieldNames()).toIterable().containsExactlyInAnyOrder("continuo", "redis");
        for (JsonNode service : services) {
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(service.path("cap_drop")).extracting(JsonNode::asText).containsExactly("ALL");
            assertThat(service.path("security_opt"))
                    .extracting(JsonNode::asText)
                    .containsExactly("no-new-privileges:true");
            assertThat(service.path("user").asText()).matches("[1-9]\\d*:[1-9]\\d*");
            assertThat(service.has("privileged")).isFalse();
        }
        assertThat(services.path("redis").has("ports")).isFalse();
        assertThat(services.path("continuo").path("healthcheck").path("test"))
                .extracting(JsonNode::asText)
                .containsExactly("CMD", "bash", "/opt/continuo/alive.sh");
    }

    private static List<String> lastStage() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("Dockerfile"));
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            from = lines.get(i).startsWith("FROM ") ? i : from;
        }
        return lines.subList(from, lines.size());
    }
}
