package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.continuo.support.RedisServer;

class StatusWarningsTest {

    @Test
    void aServerThatKeepsNothingIsNamedOnceItShouldHaveSaved() {
        try (RedisServer server = RedisServer.builder().start()) {
            server.cli().command("SET", "key", "value");
            Map<String, String> info = new HashMap<>(server.cli()
                    .text("INFO")
                    .lines()
                    .filter(line -> line.contains(":"))
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf(':')),
                            line -> line.substring(line.indexOf(':') + 1),
                            (first, second) -> first)));
            assertThat(StatusReader.warnings(info)).isEmpty();

            info.put("uptime_in_seconds", "4000");
            assertThat(StatusReader.warnings(info)).singleElement().asString().contains("neither an append-only file");

            info.put("rdb_last_bgsave_time_sec", "0");
            assertThat(StatusReader.warnings(info)).isEmpty();
        }
    }
}
