package io.continuo.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the manifests that {@code .ci/tools.sh} has rendered, the base's and each overlay's. */
class ManifestsCheck {

    private static final Path RENDERED = Path.of("target/k8s");
    private static final Path SETTINGS = Path.of(".env.example");

    /** Settings of Quarkus itself that the manifests use; every other name is in .env.example. */
    private static final Set<String> QUARKUS = Set.of("QUARKUS_SHUTDOWN_DELAY", "QUARKUS_SHUTDOWN_TIMEOUT");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static List<Path> renderings() throws IOException {
        try (Stream<Path> files = Files.list(RENDERED)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void baseAndEveryOverlayAreRendered() throws IOException {
        assertThat(renderings())
                .extracting(file -> file.getFileName().toString())
                .contains("base.yaml", "dev.yaml", "journal.yaml", "prod.yaml", "tls.yaml");
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyFieldIsOneThatKubernetesKnows(Path rendering) throws IOException {
        for (HasMetadata manifest : parse(Files.readString(rendering))) {
            assertThat(manifest).as("a kind that is known").isNotInstanceOf(GenericKubernetesResource.class);
            assertThat(UnknownFields.in(manifest)).as(nameOf(manifest)).isEmpty();
        }
    }

    @Test
    void aMisspeltFieldIsFound() throws IOException {
        String damaged = Files.readString(RENDERED.resolve("base.yaml"))
                .replace("readOnlyRootFilesystem: true", "readonlyRootFilesystem: true")
                .replace("revisionHistoryLimit: 3", "revisionHistoryLimits: 3");
        assertThat(parse(damaged).stream().flatMap(manifest -> UnknownFields.in(manifest).stream()))
                .containsExactlyInAnyOrder(
                        "/spec/template/spec/containers/0/securityContext/readonlyRootFilesystem",
                        "/spec/revisionHistoryLimits");
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everySettingIsADocumentedOne(Path rendering) throws IOException {
        List<HasMetadata> manifests = parse(Files.readString(rendering));
        Container continuo = container(manifests, "continuo");
        Map<String, String> configured = configOf(continuo, manifests);
        List<EnvVar> variables = continuo.getEnv();
        Set<String> known =
                Stream.concat(documentedSettings().stream(), QUARKUS.stream()).collect(Collectors.toSet());

        assertThat(known).containsAll(configured.keySet());
        assertThat(variables)
                .extracting(EnvVar::getName)
                .isSubsetOf(known)
                .doesNotContainAnyElementsOf(configured.keySet());
        assertThat(configured).containsEntry("HTTP_HOST", "0.0.0.0");
        String scheme = scheme(configured);
        assertThat(configured.get(scheme.toUpperCase(Locale.ROOT) + "_PORT"))
                .isEqualTo(port(continuo, scheme).getContainerPort().toString());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void noServiceCanTurnIntoASetting(Path rendering) throws IOException {
        List<HasMetadata> manifests = parse(Files.readString(rendering));
        assertThat(pods(manifests)).extracting(PodSpec::getEnableServiceLinks).containsOnly(false);
        assertThat(ofKind(manifests, Service.class))
                .flatExtracting(ManifestsCheck::variablesThatKubernetesDerives)
                .doesNotContainAnyElementsOf(documentedSettings())
                .doesNotContain("CONTINUO_PORT");
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyContainerIsLockedDown(Path rendering) throws IOException {
        for (PodSpec pod : pods(parse(Files.readString(rendering)))) {
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).allSatisfy(container -> {
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void theServiceIsAskedOverItsThreeHealthPaths(Path rendering) throws IOException {
        List<HasMetadata> manifests = parse(Files.readString(rendering));
        Container continuo = container(manifests, "continuo");
        String scheme = scheme(configOf(continuo, manifests));
        assertAsks(continuo.getStartupProbe(), scheme, "/health/started");
        assertAsks(continuo.getLivenessProbe(), scheme, "/health/live");
        assertAsks(continuo.getReadinessProbe(), scheme, "/health/ready");
        assertThat(ofKind(manifests, Service.class))
                .filteredOn(service -> nameOf(service).equals("Service continuo-http"))
                .singleElement()
                .satisfies(service -> assertThat(service.getSpec()
                                .getPorts()
                                .get(0)
                                .getTargetPort()
                                .getStrVal())
                        .isEqualTo(scheme));
    }

    private static void assertAsks(Probe probe, String scheme, String path) {
        HTTPGetAction asked = probe.getHttpGet();
        assertThat(asked.getPath()).isEqualTo(path);
        assertThat(asked.getPort().getStrVal()).isEqualTo(scheme);
        assertThat(asked.getScheme() == null ? "HTTP" : asked.getScheme()).isEqualToIgnoringCase(scheme);
    }

    /** How the service is spoken to. */
    private static String scheme(Map<String, String> configured) {
        return configured.containsKey("HTTPS_CERT") ? "https" : "http";
    }

    @Test
    void theCertificateIsMountedWhereItIsLookedForAndCanChange() throws IOException {
        List<HasMetadata> manifests = parse(Files.readString(RENDERED.resolve("tls.yaml")));
        Container continuo = container(manifests, "continuo");
        assertThat(configOf(continuo, manifests))
                .containsEntry("HTTPS_CERT", "/tls/tls.crt")
                .containsEntry("HTTPS_KEY", "/tls/tls.key");
        assertThat(continuo.getVolumeMounts())
                .filteredOn(mount -> mount.getMountPath().equals("/tls"))
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.getReadOnly()).isTrue();
                    assertThat(mount.getSubPath()).isNull();
                    assertThat(pods(manifests).get(0).getVolumes())
                            .filteredOn(volume -> volume.getName().equals(mount.getName()))
                            .singleElement()
                            .satisfies(volume -> {
                                assertThat(volume.getSecret().getSecretName()).isEqualTo("continuo-tls");
                                assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0440);
                            });
                });
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void secretsAreOnlyReferredTo(Path rendering) throws IOException {
        List<HasMetadata> manifests = parse(Files.readString(rendering));
        assertThat(ofKind(manifests, Secret.class)).isEmpty();
        assertThat(container(manifests, "continuo").getEnv())
                .filteredOn(variable -> variable.getName().equals("REDIS_URL"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getSecretKeyRef().getName())
                        .isEqualTo("continuo-redis"));
    }

    @Test
    void overlaysDifferInReplicasAsTheyPromise() throws IOException {
        assertThat(replicas("dev.yaml")).isEqualTo(1);
        assertThat(replicas("prod.yaml")).isEqualTo(3);
        assertThat(replicas("tls.yaml")).isEqualTo(3);
    }

    private static int replicas(String rendering) throws IOException {
        return ofKind(parse(Files.readString(RENDERED.resolve(rendering))), Deployment.class)
                .get(0)
                .getSpec()
                .getReplicas();
    }

    private static List<HasMetadata> parse(String yaml) {
        List<?> manifests = YAML.unmarshal(yaml);
        assertThat(manifests)
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(manifest).isInstanceOf(HasMetadata.class));
        return ofKind(manifests, HasMetadata.class);
    }

    private static String nameOf(HasMetadata manifest) {
        return manifest.getKind() + " " + manifest.getMetadata().getName();
    }

    private static <T> List<T> ofKind(List<?> manifests, Class<T> kind) {
        return manifests.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<PodSpec> pods(List<HasMetadata> manifests) {
        List<PodSpec> pods = Stream.concat(
                        ofKind(manifests, Deployment.class).stream()
                                .map(deployment -> deployment.getSpec().getTemplate()),
                        ofKind(manifests, StatefulSet.class).stream()
                                .map(set -> set.getSpec().getTemplate()))
                .map(PodTemplateSpec::getSpec)
                .toList();
        assertThat(pods).isNotEmpty();
        return pods;
    }

    private static Container container(List<HasMetadata> manifests, String name) {
        return pods(manifests).stream()
                .flatMap(pod -> pod.getContainers().stream())
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ContainerPort port(Container container, String name) {
        return container.getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> configOf(Container container, List<HasMetadata> manifests) {
        List<String> names = container.getEnvFrom().stream()
                .map(source -> source.getConfigMapRef().getName())
                .toList();
        List<ConfigMap> maps = ofKind(manifests, ConfigMap.class).stream()
                .filter(map -> names.contains(map.getMetadata().getName()))
                .toList();
        assertThat(maps).hasSameSizeAs(names);
        return maps.stream()
                .flatMap(map -> map.getData().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Set<String> documentedSettings() throws IOException {
        Set<String> names = Files.readAllLines(SETTINGS).stream()
                .filter(line -> line.matches("#?[A-Z][A-Z0-9_]*=.*"))
                .map(line -> line.substring(line.startsWith("#") ? 1 : 0, line.indexOf('=')))
                .collect(Collectors.toSet());
        assertThat(names).contains("REDIS_PORT", "HTTP_PORT");
        return names;
    }

    private static List<String> variablesThatKubernetesDerives(Service service) {
        String name = service.getMetadata().getName().toUpperCase(Locale.ROOT).replace('-', '_');
        return List.of(name + "_PORT", name + "_SERVICE_HOST", name + "_SERVICE_PORT");
    }
}
