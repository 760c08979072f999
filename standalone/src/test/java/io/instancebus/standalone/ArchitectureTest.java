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
        independent(
                "command", "provider", "view", "worker", "projector", "gateway", "client", "embedded", "standalone");
        independent("worker", "view", "command", "projector", "gateway", "client", "embedded", "standalone");
        independent("projector", "provider", "command", "worker", "gateway", "client", "embedded", "standalone");
        independent("gateway", "provider", "command", "worker", "projector", "embedded", "standalone");
        independent("client", "domain", "provider", "view", "command", "worker", "projector", "gateway", "embedded");
        independent("client", "standalone");
    }

    @Test
    void whatServicesShareKnowsNoService() {
        for (String shared :
                List.of("accounts", "avro", "domain", "mapping", "provider", "schemas", "service", "time", "view")) {
            independent(shared, "command", "worker", "projector", "gateway", "client", "embedded", "standalone");
        }
        independent("accounts", "provider", "view");
        independent("mapping", "provider", "view");
        independent("provider", "avro", "schemas", "mapping", "view");
        independent("service", "provider", "view");
        independent("view", "domain", "provider");
        independent("embedded", "domain", "provider", "view", "command", "worker", "projector", "gateway", "client");
        independent("embedded", "standalone");
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

    /** Because NullAway checks no other package. */
    @Test
    void everyPackageIsNullMarked() throws IOException {
        List<Path> modules = new ArrayList<>();
        addModules(Path.of(".."), modules);
        List<Path> packages = new ArrayList<>();
        for (Path module : modules) {
            packages.addAll(packages(module.resolve("src/main/java")));
        }
        assertThat(packages).isNotEmpty();
        List<Path> unchecked = new ArrayList<>();
        for (Path each : packages) {
            if (!isNullMarked(each)) {
                unchecked.add(each);
            }
        }
        assertThat(unchecked).as("packages without a @NullMarked package-info").isEmpty();
    }

    private static boolean isNullMarked(Path folder) throws IOException {
        Path info = folder.resolve("package-info.java");
        return Files.exists(info) && Files.readAllLines(info).contains("@NullMarked");
    }

    /** The folders with source files in or below this one, without the files. */
    private static List<Path> packages(Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
        }
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
