package io.instancebus.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The contract depends on nobody who uses it, and packages depend on each other in one direction. */
class ArchitectureTest {
    private static final String ROOT = "io.instancebus.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of(System.getProperty("classes", "target/classes")));

    @Test
    void theContractKnowsNoService() {
        noClasses()
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
    void packagesFormNoCircle() {
        slices().matching("io.instancebus.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
