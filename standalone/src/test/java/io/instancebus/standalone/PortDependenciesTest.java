package io.instancebus.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.instancebus.domain.ProviderType;
import io.instancebus.provider.ProviderFactory;
import io.instancebus.worker.Adapters;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The dependencies of adapters: on the port and shared code only; nothing depends on an adapter. The port has a test of
 * its own.
 */
class PortDependenciesTest {
    private static final String PORT = "io.instancebus.provider";
    private static final String HTTP = PORT + ".http..";
    private static final String JCLOUDS = PORT + ".jclouds..";
    private static final String[] DOMAIN = {
        "io.instancebus.domain..", "io.instancebus.accounts..", "io.instancebus.time.."
    };
    private static final String[] PLATFORM = {"java..", "javax.net.ssl..", "org.jspecify.annotations.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.instancebus");

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

    /** Services find adapters, including the sandbox, and do not name them. */
    @Test
    void theServicesKnowNoAdapter() {
        noClasses()
                .that()
                .resideOutsideOfPackage(PORT + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PORT + ".*..")
                .check(CLASSES);
    }

    @Test
    void everyAdapterIsFound() {
        try (Adapters found = Adapters.load()) {
            assertThat(found.factories())
                    .containsOnlyKeys(
                            ProviderType.SANDBOX,
                            ProviderType.EC2,
                            ProviderType.OPENSTACK,
                            ProviderType.RACKSPACE,
                            ProviderType.DOCKER,
                            ProviderType.VSPHERE);
        }
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

    /** The sandbox also exposes its cloud, so that tests and demonstrations can cause failures. */
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
                .filter(name -> !Set.of("http", "jclouds", "tck").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
