package io.instancebus.faults;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Packages depend on each other in one direction. */
class ArchitectureTest {
    @Test
    void packagesFormNoCircle() {
        slices().matching("io.instancebus.(**)")
                .should()
                .beFreeOfCycles()
                .check(new ClassFileImporter().importPath(Path.of(System.getProperty("classes", "target/classes"))));
    }
}
