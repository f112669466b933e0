package io.continuo.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import io.continuo.api.OpenApiDocument.Operation;

/** The document and the resources name the same calls. */
class OpenApiPathsTest {

    /** What Quarkus' own extensions answer. */
    private static final Set<String> OF_EXTENSIONS =
            Set.of("GET /health", "GET /health/live", "GET /health/ready", "GET /health/started", "GET /metrics");

    /**
     * A batch has conditions for each of its operations, none for itself; erasing a user, an invalidation, an import and an
     * anonymous export have neither these nor a key.
     */
    private static final Map<String, Set<Integer>> OWN_TERMS = Map.of(
            "runBatch", Set.of(422),
            "eraseUser", Set.of(),
            "invalidate", Set.of(),
            "importData", Set.of(),
            "anonymizeData", Set.of());

    @Test
    void everyResourceMethodIsDocumentedAndEveryDocumentedCallExists() {
        Set<String> existing = new TreeSet<>(OF_EXTENSIONS);
        resources().forEach(resource -> existing.addAll(calls(resource)));
        Set<String> documented = OpenApiDocument.checkedIn().operations().stream()
                .map(Operation::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(existing).hasSizeGreaterThan(OF_EXTENSIONS.size());
        assertThat(documented).isEqualTo(existing);
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        assertThat(OpenApiDocument.checkedIn().operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void everyCallDocumentsTheProblemsOfItsKind() {
        assertThat(OpenApiDocument.checkedIn().operations())
                .filteredOn(operation -> operation.path().startsWith("/api/"))
                .allSatisfy(operation -> assertThat(operation.statuses()).containsAll(problemsOf(operation)));
    }

    private static Set<Integer> problemsOf(Operation operation) {
        Set<Integer> problems = new TreeSet<>(Set.of(400, 401, 403, 406, 500));
        if (!operation.method().equals("GET") && !operation.method().equals("HEAD")) {
            problems.add(503);
            problems.addAll(OWN_TERMS.getOrDefault(operation.id(), Set.of(412, 422)));
        }
        if (operation.takesBody()) {
            problems.addAll(Set.of(408, 413, 415));
        }
        return problems;
    }

    private static Stream<Class<?>> resources() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.continuo").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect);
    }

    private static Set<String> calls(Class<?> resource) {
        String root = Objects.requireNonNull(resource.getAnnotation(Path.class)).value();
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method -> verbs(method).map(verb -> verb + " " + root + below(method)))
                .collect(Collectors.toSet());
    }

    private static Stream<String> verbs(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> Objects.requireNonNull(type.getAnnotation(HttpMethod.class))
                        .value());
    }

    private static String below(Method method) {
        Path path = method.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
