package io.instancebus.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Data flows one way, and a reader can tell from a package's name what it may touch. The domain has a test of its own. */
class ArchitectureTest {
    private static final String ROOT = "io.instancebus.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.instancebus");

    @Test
    void theContractKnowsNoService() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "schemas..", ROOT + "avro..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "domain..",
                        ROOT + "client..",
                        ROOT + "command..",
                        ROOT + "worker..",
                        ROOT + "projector..",
                        ROOT + "gateway..",
                        ROOT + "embedded..",
                        ROOT + "standalone..")
                .check(CLASSES);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        independent("command", "worker", "projector", "gateway", "client", "embedded", "standalone");
        independent("worker", "command", "projector", "gateway", "client", "embedded", "standalone");
        independent("projector", "command", "worker", "gateway", "client", "embedded", "standalone");
        independent("gateway", "command", "worker", "embedded", "standalone");
        independent("client", "domain", "command", "worker", "projector", "gateway", "embedded", "standalone");
        independent("accounts", "command", "worker", "projector", "gateway", "client", "embedded", "standalone");
        independent("embedded", "domain", "command", "worker", "projector", "gateway", "client", "standalone");
    }

    private static void independent(String module, String... others) {
        for (String other : others) {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT + other + "..")
                    .check(CLASSES);
        }
    }

    /** What is legal now says nothing of what was legal when an event was written. */
    @Test
    void theProjectorKnowsNoRuleOfWhatIsLegal() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "projector..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + "domain.LegalActions")
                .check(CLASSES);
    }

    /** Opening the view is wiring, and Gateway does it; everything else sees only questions and answers. */
    @Test
    void theGatewayReadsTheViewOnlyThroughItsQueries() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "gateway..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "belong to the projector, but neither to its queries nor open the view",
                        type -> type.getPackageName().startsWith(ROOT + "projector")
                                && !type.getPackageName().startsWith(ROOT + "projector.query")
                                && !type.getFullName().equals(ROOT + "projector.jdbc.Views")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "gateway..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + "gateway.Gateway")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "projector.jdbc..")
                .check(CLASSES);
    }

    @Test
    void theProviderPortKnowsNoAdapterAndNoKafka() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "worker.provider")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "worker.provider.*..", ROOT + "avro..", "org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void providerAdaptersKnowNeitherKafkaNorEachOther() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "worker.provider..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", ROOT + "worker.hand..", ROOT + "worker.watcher..")
                .check(CLASSES);
        slices().matching(ROOT + "worker.provider.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }
}
