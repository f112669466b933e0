package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.continuo.model.TakeTokens;
import io.continuo.model.TokenBucket;

/** Buckets of tokens: what all replicas together may take. */
public abstract class TokensContract extends StoreFacts {

    @Test
    void aBucketHoldsASecondOfItsRate() {
        assertThat(take(100, 30)).isEqualTo(30);
        assertThat(take(100, 30)).isEqualTo(30);
        assertThat(take(100, 50)).isEqualTo(40);
        assertThat(take(100, 50)).isZero();
    }

    @Test
    void itFillsByItsRateAndHoldsNoMoreThanASecond() {
        take(100, 100);
        advance(Duration.ofMillis(250));
        assertThat(take(100, 100)).isEqualTo(25);
        advance(Duration.ofSeconds(5));
        assertThat(take(100, 1_000)).isEqualTo(100);
    }

    @Test
    void fractionsAreNotLost() {
        assertThat(take(3, 3)).isEqualTo(3);
        long taken = 0;
        for (int i = 0; i < 100; i++) {
            advance(Duration.ofMillis(101));
            taken += take(3, 1);
        }
        assertThat(taken).isEqualTo(30);
    }

    @Test
    void theAnswerSaysWhatIsLeft() {
        TakeTokens.Taken taken = apply(change("a", 10, 4));
        assertThat(taken).isEqualTo(new TakeTokens.Taken(4, new TokenBucket(10, now.toEpochMilli(), 6_000)));
        advance(Duration.ofMillis(5));
        assertThat(apply(change("a", 10, 7)).left()).isEqualTo(new TokenBucket(10, now.toEpochMilli(), 50));
        assertThat(apply(change("a", 10, 1)))
                .isEqualTo(new TakeTokens.Taken(0, new TokenBucket(10, now.toEpochMilli(), 50)));
    }

    @Test
    void theLargestRatesAreExact() {
        long rate = 1L << 40;
        assertThat(take(rate, rate - 1)).isEqualTo(rate - 1);
        assertThat(take(rate, rate)).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(take(rate, rate)).isEqualTo(rate / 1_000);
    }

    @Test
    void aClockThatIsBehindTakesNothingTwice() {
        take(100, 100);
        advance(Duration.ofMillis(500));
        take(100, 50);
        advance(Duration.ofMillis(-300));
        assertThat(take(100, 100)).isZero();
        advance(Duration.ofMillis(400));
        assertThat(take(100, 100)).isEqualTo(10);
    }

    @Test
    void aLowerRateHoldsLessAtOnce() {
        take(100, 10);
        assertThat(take(20, 100)).isEqualTo(20);
    }

    @Test
    void eachNamespaceMeasureAndCallerHasItsOwn() {
        take(10, 10);
        assertThat(apply(change("b", 10, 10)).tokens()).isEqualTo(10);
        assertThat(apply(new TakeTokens(namespace, "bytes", "a", 10, 10)).tokens())
                .isEqualTo(10);
        assertThat(apply(new TakeTokens(Fixtures.freshNamespace(), "requests", "a", 10, 10))
                        .tokens())
                .isEqualTo(10);
        assertThat(apply(change("jwt:a:b \u00fc/{x}", 10, 10)).tokens()).isEqualTo(10);
        assertThat(take(10, 10)).isZero();
    }

    private long take(long perSecond, long most) {
        return apply(change("a", perSecond, most)).tokens();
    }

    private TakeTokens change(String caller, long perSecond, long most) {
        return new TakeTokens(namespace, "requests", caller, perSecond, most);
    }
}
