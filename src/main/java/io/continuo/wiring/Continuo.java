package io.continuo.wiring;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;

import io.continuo.config.RefusedSetting;
import io.continuo.config.StartCheck;

/** Starts the service, unless a setting is refused: then one sentence goes to the standard error and the code is 1. */
@QuarkusMain
public final class Continuo {

    Continuo() {}

    public static void main(String... args) {
        try {
            StartCheck.check(ConfigUtils::configBuilder);
        } catch (RefusedSetting refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
        Quarkus.run(args);
    }
}
