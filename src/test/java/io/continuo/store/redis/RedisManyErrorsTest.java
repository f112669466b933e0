package io.continuo.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.junit.jupiter.api.Test;

import io.continuo.support.SharedRedis;

/** Requests that travel together and are all answered with an error, as after SCRIPT FLUSH. */
class RedisManyErrorsTest {

    private static final List<Request> UNKNOWN_SCRIPTS = IntStream.range(0, 50)
            .mapToObj(i -> Request.cmd(Command.EVALSHA).arg("0".repeat(40)).arg(0))
            .toList();

    @Test
    void noAnswerIsLost() {
        RedisLink link = TestStores.link(SharedRedis.standalone().uri(), 1);
        try {
            await().until(() -> link.health().available());
            for (int i = 0; i < 1_000; i++) {
                Throwable failure = link.call(0, UNKNOWN_SCRIPTS, false)
                        .toCompletionStage()
                        .handle((answers, why) -> why)
                        .toCompletableFuture()
                        .orTimeout(4, TimeUnit.SECONDS)
                        .join();
                assertThat(ErrorReply.of(failure)).isEqualTo(ErrorReply.NOSCRIPT);
            }
        } finally {
            link.close();
        }
    }
}
