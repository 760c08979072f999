package io.instancebus.provider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The provider port is a dependency of adapters outside this project, so it depends on no library of the bus or of a
 * provider.
 */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of(System.getProperty("classes", "target/classes")));

    @Test
    void thePortKnowsOnlyTheDomainAndTheAccounts() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.instancebus.provider",
                        "io.instancebus.domain..",
                        "io.instancebus.accounts..",
                        "java..",
                        "org.jspecify.annotations..")
                .check(CLASSES);
    }
}
