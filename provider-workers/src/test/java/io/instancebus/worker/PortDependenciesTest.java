package io.instancebus.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.instancebus.worker.provider.ProviderFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The provider port could be a module of its own, and so could each adapter. */
class PortDependenciesTest {
    private static final String WORKER = "io.instancebus.worker";
    private static final String PORT = WORKER + ".provider";
    private static final String HTTP = PORT + ".http..";
    private static final String JCLOUDS = PORT + ".jclouds..";
    private static final String[] DOMAIN = {"io.instancebus.domain..", "io.instancebus.accounts.."};
    private static final String[] PLATFORM = {"java..", "javax.net.ssl..", "org.jspecify.annotations.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(WORKER);

    @Test
    void thePortKnowsOnlyTheDomainAndTheAccounts() {
        onlyKnows(PORT, PORT);
    }

    @Test
    void whatSpeaksHttpKnowsNoProvidersProtocol() {
        onlyKnows(HTTP, PORT, HTTP, "org.bouncycastle..");
    }

    @Test
    void whatAdaptersThroughJcloudsShareKnowsNoAdapter() {
        onlyKnows(JCLOUDS, PORT, HTTP, JCLOUDS, "org.jclouds..", "com.google..");
    }

    @Test
    void anAdapterKnowsThePortAndNeitherAnotherAdapterNorTheWorker() {
        assertThat(adapters()).contains("docker", "ec2", "openstack", "sandbox", "vsphere");
        for (String adapter : adapters()) {
            noClasses()
                    .that()
                    .resideInAPackage(PORT + "." + adapter + "..")
                    .should()
                    .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.instancebus..")
                            .and(JavaClass.Predicates.resideOutsideOfPackages(
                                    with(DOMAIN, PORT, HTTP, JCLOUDS, PORT + "." + adapter + ".."))))
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..")
                    .check(CLASSES);
        }
    }

    @Test
    void anAdapterWithoutJcloudsHasNothingThatJcloudsBrings() {
        noClasses()
                .that()
                .resideInAnyPackage(PORT + ".sandbox..", PORT + ".vsphere..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JCLOUDS, "org.jclouds..", "com.google..")
                .check(CLASSES);
    }

    @Test
    void onlyTheListOfAdaptersKnowsThem() {
        noClasses()
                .that()
                .resideInAPackage(WORKER + "..")
                .and()
                .resideOutsideOfPackage(PORT + "..")
                .and()
                .doNotHaveFullyQualifiedName(Adapters.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PORT + ".*..")
                .check(CLASSES);
    }

    @Test
    void everyAdapterHasTheSameRoomsForTheSameRoles() {
        for (String adapter : adapters()) {
            assertThat(CLASSES.stream()
                            .filter(type -> type.getPackageName().equals(PORT + "." + adapter))
                            .map(JavaClass::getSimpleName))
                    .as(adapter)
                    .contains("Creation", "States", "Failures", "Catalogues");
        }
    }

    /** The sandbox shows its cloud too, for who plays fate: tests and demonstrations. */
    @Test
    void anAdapterShowsOnlyItsFactory() {
        classes()
                .that()
                .resideInAnyPackage(PORT + ".docker", PORT + ".ec2", PORT + ".openstack", PORT + ".vsphere")
                .and()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .should()
                .implement(ProviderFactory.class)
                .check(CLASSES);
    }

    private static void onlyKnows(String where, String... what) {
        classes()
                .that()
                .resideInAPackage(where)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(with(with(DOMAIN, PLATFORM), what))
                .check(CLASSES);
    }

    private static String[] with(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static Set<String> adapters() {
        return CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(PORT + "."))
                .map(name -> name.substring(PORT.length() + 1).split("\\.")[0])
                .filter(name -> !Set.of("http", "jclouds").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
