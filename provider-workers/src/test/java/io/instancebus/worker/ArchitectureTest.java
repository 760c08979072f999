package io.instancebus.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The port knows no adapter, adapters know no Kafka, and packages depend on each other in one direction. */
class ArchitectureTest {
    private static final String ROOT = "io.instancebus.";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

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

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.instancebus.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
