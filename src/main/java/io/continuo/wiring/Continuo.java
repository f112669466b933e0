package io.continuo.wiring;

import java.util.List;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;

import io.continuo.access.audit.VerifyAudit;
import io.continuo.config.RefusedSetting;
import io.continuo.config.StartCheck;

/**
 * Starts the service, unless a setting is refused: then one sentence goes to the standard error and the code is 1. With {@code
 * verify-audit} it does that instead.
 */
@QuarkusMain
public final class Continuo {

    Continuo() {}

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(VerifyAudit.COMMAND)) {
            System.exit(VerifyAudit.run(List.of(args).subList(1, args.length), System.out));
        }
        try {
            StartCheck.check(ConfigUtils::configBuilder);
        } catch (RefusedSetting refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
        Quarkus.run(args);
    }
}
