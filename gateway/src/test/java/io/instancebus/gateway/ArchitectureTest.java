package io.instancebus.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The gateway asks the view and does not know how it is kept; packages depend on each other in one direction. */
class ArchitectureTest {
    private static final String ROOT = "io.instancebus.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of(System.getProperty("classes", "target/classes")));

    /** Opening the view is wiring, and Gateway does it; everything else sees only questions and answers. */
    @Test
    void theGatewayReadsTheViewOnlyThroughItsQueries() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "projector..")
                .check(CLASSES);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + "gateway.Gateway")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "view.jdbc..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.instancebus.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
