package io.continuo.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.continuo.config.ContinuoConfig.NamespaceSettings;

/**
 * Keeps the keys of namespaces apart: none's prefix is equal to another's or the beginning of it. Any name is a namespace,
 * so all that begins with {@code continuo:} belongs to those that are not configured.
 */
final class KeyPrefixes {

    private static final String UNCONFIGURED = "continuo:";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{0,99}[A-Za-z0-9._-]");

    private KeyPrefixes() {}

    static void check(Map<String, NamespaceSettings> namespaces, SettingNames names) {
        Map<String, String> owners = new TreeMap<>();
        namespaces.forEach((namespace, settings) -> settings.keyPrefix().ifPresent(prefix -> {
            String name = names.of("continuo.namespaces." + namespace + ".key-prefix");
            if (!FORM.matcher(prefix).matches()) {
                throw new RefusedSetting(name + " is " + prefix + ": write 1 to 100 characters of A-Z a-z 0-9 . _ - :"
                        + " without a colon at the end.");
            }
            if (prefix.equals(UNCONFIGURED + namespace)) {
                return;
            }
            if (overlap(prefix, UNCONFIGURED)) {
                throw new RefusedSetting(name + " is " + prefix + ", which overlaps with " + UNCONFIGURED
                        + "<name>, the prefix of every namespace without one: write a prefix of its own.");
            }
            owners.forEach((other, owner) -> {
                if (overlap(prefix, other)) {
                    throw new RefusedSetting(name + " is " + prefix + " and the namespace " + owner + " has " + other
                            + ": write prefixes of which none is the beginning of another.");
                }
            });
            owners.put(prefix, namespace);
        }));
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }
}
