package io.continuo;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import io.continuo.store.SessionStore;

/** Who may import whom, and what nobody does on a request's path. */
@AnalyzeClasses(packages = "io.continuo", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] REDIS = {"io.vertx.redis..", "io.vertx.mutiny.redis..", "io.quarkus.redis.."};

    private static final Set<String> TRANSACTIONS = Set.of("withConnection", "withTransaction");

    @ArchTest
    static final ArchRule modelImportsJavaAndJsonOnly = classes()
            .that()
            .resideInAPackage("io.continuo.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.continuo.model..", "io.continuo.json..");

    @ArchTest
    static final ArchRule jsonImportsJavaOnly = classes()
            .that()
            .resideInAPackage("io.continuo.json..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.continuo.json..");

    @ArchTest
    static final ArchRule storesKnowNothingAboveThem = noClasses()
            .that()
            .resideInAPackage("io.continuo.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.continuo.session..", "io.continuo.api..", "io.continuo.ops..", "io.continuo.wiring..");

    @ArchTest
    static final ArchRule theContractOfAStoreKnowsNoStore = noClasses()
            .that()
            .resideInAPackage("io.continuo.store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.continuo.store.*..", "io.continuo.config..");

    @ArchTest
    static final ArchRule layersKnowNoStore = noClasses()
            .that()
            .resideInAPackage("io.continuo.store.layer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.continuo.store.redis..", "io.continuo.store.embedded..");

    @ArchTest
    static final ArchRule sessionKnowsNothingAboveIt = noClasses()
            .that()
            .resideInAPackage("io.continuo.session..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.continuo.api..", "io.continuo.ops..", "io.continuo.wiring..");

    @ArchTest
    static final ArchRule apiAndOpsDoNotKnowWiring = noClasses()
            .that()
            .resideInAnyPackage("io.continuo.api..", "io.continuo.ops..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.continuo.wiring..");

    @ArchTest
    static final ArchRule opsDoesNotKnowApi = noClasses()
            .that()
            .resideInAPackage("io.continuo.ops..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.continuo.api..");

    @ArchTest
    static final ArchRule configKnowsNobodysWork = noClasses()
            .that()
            .resideInAPackage("io.continuo.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.continuo.store..",
                    "io.continuo.session..",
                    "io.continuo.api..",
                    "io.continuo.ops..",
                    "io.continuo.wiring..");

    @ArchTest
    static final ArchRule onlyWiringKnowsTheRedisStore = onlyKnownTo("io.continuo.store.redis..");

    @ArchTest
    static final ArchRule onlyWiringKnowsTheEmbeddedStore = onlyKnownTo("io.continuo.store.embedded..");

    @ArchTest
    static final ArchRule onlyWiringKnowsTheOutage = onlyKnownTo("io.continuo.store.outage..");

    @ArchTest
    static final ArchRule theOutageKnowsNoStore = noClasses()
            .that()
            .resideInAPackage("io.continuo.store.outage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.continuo.store.redis..",
                    "io.continuo.store.embedded..",
                    "io.continuo.store.layer..",
                    "io.continuo.config..");

    @ArchTest
    static final ArchRule onlyTheRedisStoreTalksToRedis = noClasses()
            .that(DescribedPredicate.not(
                    resideInAnyPackage("io.continuo.store.redis..", "io.continuo.wiring..", "io.continuo.config..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(REDIS);

    @ArchTest
    static final ArchRule onlyTheEmbeddedStoreKnowsMvStore = noClasses()
            .that(resideOutsideOfPackage("io.continuo.store.embedded.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.h2..");

    @ArchTest
    static final ArchRule onlyTheCodecKnowsZstd = noClasses()
            .that(resideOutsideOfPackage("io.continuo.store.codec.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.luben..");

    @ArchTest
    static final ArchRule onlyTheCodecAndPseudonymsKnowCiphers = noClasses()
            .that(resideOutsideOfPackage("io.continuo.store.codec.."))
            .and()
            .doNotHaveFullyQualifiedName("io.continuo.session.Pseudonyms")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.crypto..");

    @ArchTest
    static final ArchRule theCodecKnowsNoStore = noClasses()
            .that()
            .resideInAPackage("io.continuo.store.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.continuo.store.redis..",
                    "io.continuo.store.embedded..",
                    "io.continuo.store.layer..",
                    "io.continuo.config..");

    @ArchTest
    static final ArchRule onlyApiOpsAndWiringKnowWhoMayDoWhat = noClasses()
            .that(DescribedPredicate.not(resideInAnyPackage(
                    "io.continuo.access..", "io.continuo.api..", "io.continuo.ops..", "io.continuo.wiring..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.continuo.access..");

    @ArchTest
    static final ArchRule accessKnowsNobodyWhoAsksIt = noClasses()
            .that()
            .resideInAPackage("io.continuo.access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.continuo.api..", "io.continuo.ops..", "io.continuo.wiring..");

    @ArchTest
    static final ArchRule onlyApiSpeaksJaxRs = noClasses()
            .that(resideOutsideOfPackage("io.continuo.api.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta.ws.rs..");

    @ArchTest
    static final ArchRule onlySessionAndOpsCallAStore = noClasses()
            .that(DescribedPredicate.not(resideInAnyPackage(
                    "io.continuo.session..", "io.continuo.ops..", "io.continuo.store..", "io.continuo.wiring..")))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(SessionStore.class);

    @ArchTest
    static final ArchRule nobodyBlocks =
            noClasses().should().accessTargetWhere(describe("blocks the calling thread", ArchitectureTest::blocks));

    @ArchTest
    static final ArchRule nobodyHoldsARedisConnection = noClasses()
            .should()
            .accessTargetWhere(describe(
                    "is withConnection or withTransaction, which leak a connection when a caller disconnects"
                            + " (https://github.com/quarkusio/quarkus/issues/56393)",
                    access -> TRANSACTIONS.contains(access.getTarget().getName())));

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().should(new BelongToANullMarkedPackage());

    private static ArchRule onlyKnownTo(String leaf) {
        return noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(leaf, "io.continuo.wiring..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(leaf);
    }

    private static boolean blocks(JavaAccess<?> access) {
        JavaClass owner = access.getTarget().getOwner();
        return switch (access.getTarget().getName()) {
            case "await" ->
                owner.getPackageName().startsWith("io.smallrye.mutiny") || owner.isAssignableTo(CountDownLatch.class);
            case "awaitSuspending", "asIterable", "asStream" ->
                owner.getFullName().equals("io.smallrye.mutiny.Multi");
            case "sleep" -> owner.isAssignableTo(Thread.class);
            case "get" -> owner.isAssignableTo(Future.class);
            // Not Thread.join: who closes a store waits for the thread that it started.
            case "join" -> owner.isAssignableTo(CompletableFuture.class);
            default -> false;
        };
    }

    private static final class BelongToANullMarkedPackage extends ArchCondition<JavaClass> {

        BelongToANullMarkedPackage() {
            super("belong to a package whose package-info is @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .filter(info -> info.isAnnotatedWith(NullMarked.class))
                    .isPresent();
            events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " of " + type.getFullName()));
        }
    }
}
