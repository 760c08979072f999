package io.instancebus.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Data flows in one direction, and a package's name shows what it may use. The domain has a test of its own. */
class ArchitectureTest {
    private static final String ROOT = "io.instancebus.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.instancebus");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Test
    void servicesDoNotKnowEachOther() {
        independent("command", "worker", "projector", "gateway", "client", "embedded", "standalone");
        independent("worker", "command", "projector", "gateway", "client", "embedded", "standalone");
        independent(
                "provider",
                "avro",
                "schemas",
                "mapping",
                "command",
                "worker",
                "projector",
                "gateway",
                "client",
                "embedded",
                "standalone");
        independent("projector", "command", "worker", "gateway", "client", "embedded", "standalone");
        independent("gateway", "command", "worker", "projector", "embedded", "standalone");
        independent("view", "domain", "command", "worker", "projector", "gateway", "client", "embedded", "standalone");
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

    /** The rules of today do not tell what was legal when an event was written. */
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

    @Test
    void packagesFormNoCircle() {
        slices().matching("io.instancebus.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** Then the module that has a cycle reports it, before other modules are built on it. */
    @Test
    void everyModuleTestsItsOwnArchitecture() throws IOException {
        List<Path> modules = new ArrayList<>();
        addModules(Path.of(".."), modules);
        assertThat(modules)
                .filteredOn(module -> Files.isDirectory(module.resolve("src/main/java")))
                .isNotEmpty()
                .allSatisfy(module ->
                        assertThat(hasArchitectureTest(module)).as("%s", module).isTrue());
    }

    /** Adds the module in this folder and those below it. */
    private static void addModules(Path folder, List<Path> modules) throws IOException {
        modules.add(folder);
        Matcher names = MODULE.matcher(Files.readString(folder.resolve("pom.xml")));
        while (names.find()) {
            addModules(folder.resolve(names.group(1)), modules);
        }
    }

    private static boolean hasArchitectureTest(Path module) throws IOException {
        Path tests = module.resolve("src/test/java");
        if (!Files.isDirectory(tests)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(tests)) {
            return files.anyMatch(file -> file.endsWith("ArchitectureTest.java"));
        }
    }
}
