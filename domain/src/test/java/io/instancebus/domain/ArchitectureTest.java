package io.instancebus.domain;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decisions are pure, and packages depend on each other in one direction. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void theDomainKnowsOnlyItself() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.instancebus.domain..", "java..", "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void theDomainReadsNoClockAndDrawsNoChance() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.instancebus.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
