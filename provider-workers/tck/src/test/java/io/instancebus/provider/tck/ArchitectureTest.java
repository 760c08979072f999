package io.instancebus.provider.tck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The suite is for adapters outside this project: it depends on the port and on test libraries only. */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of(System.getProperty("classes", "target/classes")));

    @Test
    void theSuiteKnowsOnlyThePort() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.instancebus.provider",
                        "io.instancebus.provider.tck",
                        "io.instancebus.domain..",
                        "java..",
                        "org.jspecify.annotations..",
                        "org.junit.jupiter..",
                        "org.assertj.core..",
                        "org.awaitility..",
                        "org.slf4j..",
                        "ch.qos.logback..")
                .check(CLASSES);
    }
}
