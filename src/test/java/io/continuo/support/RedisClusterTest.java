package io.continuo.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedisClusterTest {

    @ParameterizedTest
    @MethodSource("io.continuo.support.RedisBinary#all")
    void aClusterServesAllSlotsAndOutlivesAMaster(Path binary) {
        try (RedisCluster cluster = RedisCluster.start(binary)) {
            assertThat(cluster.nodes()).hasSize(6);
            assertThat(cluster.uris()).doesNotHaveDuplicates().hasSize(6);
            assertThat(cluster.masters())
                    .hasSize(3)
                    .allSatisfy(master ->
                            assertThat(master.cli().text("INFO", "replication")).contains("connected_slaves:1"));

            // "foo" lies in slot 12182, which the third master serves.
            RedisServer first = cluster.masters().get(0);
            RedisServer third = cluster.masters().get(2);
            assertThatThrownBy(() -> first.cli().command("SET", "foo", "bar"))
                    .isInstanceOf(RedisErrorReply.class)
                    .hasMessage("MOVED 12182 127.0.0.1:" + third.port());
            third.cli().command("SET", "foo", "bar");
            third.cli().command("WAIT", "1", "5000");

            third.kill();
            Await.until("a replica has taken over", () -> cluster.masters().size() == 3);
            cluster.awaitOk();
            RedisServer successor = cluster.masters().get(2);
            assertThat(successor).isNotSameAs(third);
            assertThat(successor.cli().command("GET", "foo")).isEqualTo("bar");

            third.restart();
            Await.until(
                    "the old master follows",
                    () -> third.cli().text("INFO", "replication").contains("role:slave"));
            cluster.flush();
            assertThat(successor.cli().command("GET", "foo")).isNull();
        }
    }

    @Test
    void theSharedClusterIsTheSameForAll() {
        List<String> uris = SharedRedis.cluster().uris();
        assertThat(uris).hasSize(6).isEqualTo(SharedRedis.cluster().uris());
        assertThat(SharedRedis.cluster().masters()).hasSize(3);
    }
}
