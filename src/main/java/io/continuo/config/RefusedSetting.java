package io.continuo.config;

import io.quarkus.runtime.configuration.ConfigurationException;

/** A setting with which the service does not start; the message is one sentence for the person who starts it. */
public final class RefusedSetting extends ConfigurationException {

    private static final long serialVersionUID = 1L;

    public RefusedSetting(String sentence) {
        super(sentence);
    }
}
