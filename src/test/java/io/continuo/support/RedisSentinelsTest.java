package io.continuo.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedisSentinelsTest {

    @ParameterizedTest
    @MethodSource("io.continuo.support.RedisBinary#all")
    void theReplicaTakesOverWhenItIsTold(Path binary) {
        try (RedisSentinels group = RedisSentinels.start(binary)) {
            RedisServer master = group.master();
            master.cli().command("SET", "key", "value");
            master.cli().command("WAIT", "1", "5000");
            group.failover();
            assertThat(group.masterPort()).isNotEqualTo(master.port());
            assertThat(group.master().cli().command("GET", "key")).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @MethodSource("io.continuo.support.RedisBinary#all")
    void theReplicaTakesOverWhenTheMasterDies(Path binary) {
        try (RedisSentinels group = RedisSentinels.start(binary)) {
            assertThat(group.uris()).hasSize(3);
            RedisServer master = group.master();
            master.kill();
            group.awaitMasterOtherThan(master.port());
            assertThat(group.master().cli().command("SET", "key", "value")).isEqualTo("OK");
        }
    }
}
