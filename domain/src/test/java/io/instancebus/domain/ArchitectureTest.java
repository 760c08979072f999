package io.instancebus.domain;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the domain may use, and the order of its classes. */
class ArchitectureTest {
    private static final String DOMAIN = "io.instancebus.domain";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(DOMAIN);

    private static final Set<String> CLOCKS_AND_DICE = Set.of(
            "java.time.Clock",
            "java.time.InstantSource",
            "java.util.Calendar",
            "java.util.Date",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.security.SecureRandom");

    private static final Set<String> CLOCK_OR_CHANCE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.util.Collections.shuffle",
            "java.util.UUID.randomUUID");

    @Test
    void theDomainKnowsOnlyItself() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(DOMAIN + "..", "java..", "org.jspecify.annotations..")
                .check(CLASSES);
    }

    @Test
    void theDomainReadsNoClockAndDrawsNoChance() {
        noClasses()
                .should()
                .dependOnClassesThat(areClocksOrDice())
                .orShould()
                .accessTargetWhere(readsAClockOrDraws())
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areClocksOrDice() {
        return DescribedPredicate.describe(
                "read a clock or draw chance",
                type -> CLOCKS_AND_DICE.contains(type.getName())
                        || type.getPackageName().equals("java.util.random"));
    }

    /** By a call or by a method reference. */
    private static DescribedPredicate<JavaAccess<?>> readsAClockOrDraws() {
        return DescribedPredicate.describe("it reads a clock or draws chance", access -> {
            String owner = access.getTargetOwner().getName();
            return owner.startsWith("java.time.") && access.getName().equals("now")
                    || CLOCK_OR_CHANCE.contains(owner + "." + access.getName());
        });
    }

    /** So that the moves out of a phase are those that it has. Stored state is read elsewhere. */
    @Test
    void onlyPhasesMakePhases() {
        noClasses()
                .that()
                .areNotAssignableTo(Phase.class)
                .should()
                .callConstructorWhere(target(owner(assignableTo(Phase.class))))
                .check(CLASSES);
    }

    /** The package is flat, so its order is that of its classes: each can be read after those that it uses. */
    @Test
    void noClassUsesItselfByWayOfOthers() {
        slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles().check(CLASSES);
    }

    /** A nested class belongs to the one that it stands in. A builder and what it builds know each other. */
    private static final class TopLevelClasses implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getPackageName().equals(DOMAIN)) {
                return SliceIdentifier.ignore();
            }
            JavaClass top = type;
            while (top.getEnclosingClass().isPresent()) {
                top = top.getEnclosingClass().get();
            }
            return top.getSimpleName().endsWith("Builder")
                    ? SliceIdentifier.ignore()
                    : SliceIdentifier.of(top.getSimpleName());
        }

        @Override
        public String getDescription() {
            return "top-level classes";
        }
    }
}
