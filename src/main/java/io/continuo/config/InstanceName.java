package io.continuo.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.eclipse.microprofile.config.ConfigProvider;

/** How this replica is called where each has files of its own. */
public final class InstanceName {

    private InstanceName() {}

    /** As it is configured, else by host and port. */
    public static String of(ContinuoConfig config) {
        return config.instance()
                .orElseGet(() ->
                        hostName() + "-" + ConfigProvider.getConfig().getValue("quarkus.http.port", String.class));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "_");
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
