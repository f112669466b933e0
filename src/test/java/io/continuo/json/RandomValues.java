package io.continuo.json;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Random values for tests of other packages. */
public final class RandomValues {

    private RandomValues() {}

    public static JsonText next(Random random) {
        return JsonText.ofTrusted(new RandomJson(random, false).compact().getBytes(StandardCharsets.UTF_8));
    }
}
