package io.instancebus.time;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Everything may use the clocks, and they use nothing. Who may read the wall clock: WallClockTest in standalone. */
class ArchitectureTest {
    @Test
    void theClocksKnowOnlyThePlatform() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.instancebus.time", "java..", "org.jspecify.annotations..")
                .check(new ClassFileImporter().importPath(Path.of(System.getProperty("classes", "target/classes"))));
    }
}
