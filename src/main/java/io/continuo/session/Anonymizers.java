package io.continuo.session;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.continuo.config.ContinuoConfig;
import io.continuo.model.ContinuoException.AnonymizeKeyMissing;
import io.continuo.model.Namespace;

/** Gives what makes exports anonymous, where there is a key for pseudonyms. */
@Singleton
public class Anonymizers {

    private final Optional<String> key;

    Anonymizers(ContinuoConfig config) {
        key = config.anonymizeKey();
    }

    /**
     * For one export of the namespace.
     *
     * @throws AnonymizeKeyMissing where there is none: without a key, whoever guesses an id could check the guess
     */
    public Anonymizer anonymizer(Namespace namespace, Anonymization kept) {
        return new Anonymizer(new Pseudonyms(key.orElseThrow(AnonymizeKeyMissing::new), namespace), kept);
    }
}
