package io.continuo.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.continuo.access.Routes;
import io.continuo.api.OpenApiDocument.Operation;
import io.continuo.model.AccessRole;

/** Every call of the OpenAPI document by every role, in its own namespace and in a foreign one. */
@QuarkusTest
@TestProfile(Locked.class)
class AccessMatrixTest {

    private static final String NAMESPACE = "Continuo-Namespace";

    private final OpenApiDocument document = OpenApiDocument.checkedIn();
    private final ContractFilter contract = new ContractFilter(document);
    private final List<String> findings = new ArrayList<>();

    @Test
    void everyCallIsForItsRoleAndTheOwnNamespaceOnly() {
        assertThat(document.operations()).hasSizeGreaterThan(30);
        document.operations().forEach(this::check);
        assertThat(findings).isEmpty();
        assertThat(contract.findings()).isEmpty();
    }

    @Test
    void everyRuleIsOfACallThatIsDocumented() {
        Set<String> rules = new TreeSet<>(Routes.known());
        rules.removeIf(rule -> rule.startsWith("batch "));
        Set<String> documented = new TreeSet<>();
        document.operations().stream()
                .map(Operation::toString)
                .filter(call -> call.contains(" /api/"))
                .forEach(documented::add);
        assertThat(rules).isEqualTo(documented);
    }

    private void check(Operation operation) {
        AccessRole needed = needed(operation);
        expect(operation, null, null, needed == null ? null : 401);
        expect(operation, "no-such-key-0123456789012345", null, needed == null ? null : 401);
        for (AccessRole role : AccessRole.values()) {
            Integer own = needed == null || role.includes(needed) ? null : 403;
            Integer foreign = operation.path().startsWith("/api/") ? Integer.valueOf(403) : own;
            expect(operation, Locked.key(role), null, own);
            expect(operation, Locked.key(role), Locked.OWN, own);
            expect(operation, Locked.key(role), Locked.FOREIGN, foreign);
        }
        expect(operation, Locked.EVERYWHERE, null, null);
        expect(operation, Locked.EVERYWHERE, Locked.FOREIGN, null);
    }

    /** What the document says; null where the call is for everyone. */
    private static @Nullable AccessRole needed(Operation operation) {
        JsonNode security = operation.definition().path("security");
        assertThat(security.isArray()).as("security of " + operation).isTrue();
        return StreamSupport.stream(security.spliterator(), false)
                .filter(way -> way.has("bearer"))
                .map(way -> AccessRole.of(way.get("bearer").get(0).asText()).orElseThrow())
                .findFirst()
                .orElse(null);
    }

    static String taken(Operation operation) {
        return operation.definition().at("/requestBody/content").fieldNames().next();
    }

    /** A refusal where there is to be one, else anything but one. */
    private void expect(
            Operation operation, @Nullable String key, @Nullable String namespace, @Nullable Integer refusal) {
        RequestSpecification request =
                operation.takesBody() ? Rest.json("{}").contentType(taken(operation)) : RestAssured.given();
        request.filter(contract);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (namespace != null) {
            request.header(NAMESPACE, namespace);
        }
        Response answer = request.request(operation.method(), operation.path().replaceAll("\\{[^}]+}", Rest.newId()));
        int status = answer.statusCode();
        boolean refused = status == 401 || status == 403;
        if (refusal == null ? refused : status != refusal) {
            findings.add(
                    operation + " with the key " + key + " in " + namespace + " is " + status + " and not " + refusal);
        }
    }
}
