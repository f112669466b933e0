package io.continuo.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.continuo.model.AddDictionary;
import io.continuo.model.LoadDictionaries;

/** Compression dictionaries, kept for good. */
public abstract class DictionariesContract extends StoreFacts {

    @Test
    void theFirstWriterOfANumberWins() {
        byte[] bytes = {0, -1, 13, 10, 127, -128};
        assertThat(apply(new AddDictionary(namespace, 10, bytes))).isTrue();
        assertThat(apply(new AddDictionary(namespace, 2, new byte[] {7}))).isTrue();
        assertThat(apply(new AddDictionary(namespace, 10, new byte[] {1}))).isFalse();

        var all = read(new LoadDictionaries(namespace));

        assertThat(all.keySet()).containsExactly(2, 10);
        assertThat(all.get(10)).isEqualTo(bytes);
        assertThat(read(new LoadDictionaries(Fixtures.freshNamespace()))).isEmpty();
    }
}
