package io.continuo.api;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import io.continuo.model.AccessRole;

/** A service whose callers must be known: a key for each role in the namespace {@code own}, and one for every namespace. */
public class Locked implements QuarkusTestProfile {

    static final String OWN = "own";
    static final String FOREIGN = "foreign";

    /** Of the role admin, in every namespace. */
    static final String EVERYWHERE = "key-of-everywhere-0123456789";

    /** Of the role admin, in {@link #FOREIGN}. */
    static final String FOREIGN_ADMIN = "key-of-the-foreign-admin-0123456789";

    @Override
    public Map<String, String> getConfigOverrides() {
        List<String> entries = List.of(
                entry("r", OWN, AccessRole.READER, key(AccessRole.READER)),
                entry("c", OWN, AccessRole.CLIENT, key(AccessRole.CLIENT)),
                entry("o", OWN, AccessRole.OPERATOR, key(AccessRole.OPERATOR)),
                entry("a", OWN, AccessRole.ADMIN, key(AccessRole.ADMIN)),
                entry("fa", FOREIGN, AccessRole.ADMIN, FOREIGN_ADMIN),
                entry("f", FOREIGN, AccessRole.CLIENT, foreignKey()),
                entry("e", "*", AccessRole.ADMIN, EVERYWHERE));
        return Map.of("continuo.api-keys", String.join(",", entries));
    }

    private static String entry(String name, String namespace, AccessRole role, String key) {
        return String.join(":", name, namespace, role.wireName(), key);
    }

    /** The key of the role in {@link #OWN}. */
    static String key(AccessRole role) {
        return "key-of-the-" + role.wireName() + "-0123456789";
    }

    /** A client's key in {@link #FOREIGN}. */
    static String foreignKey() {
        return "key-of-the-foreigner-0123456789";
    }

    static RequestSpecification by(String key) {
        return RestAssured.given().config(Rest.AS_WRITTEN).header("Authorization", "Bearer " + key);
    }

    static RequestSpecification by(AccessRole role) {
        return by(key(role));
    }
}
