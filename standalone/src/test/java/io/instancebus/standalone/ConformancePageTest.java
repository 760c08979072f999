package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.provider.tck.ConformancePage;
import io.instancebus.provider.tck.ProviderConformance;
import io.instancebus.provider.tck.Tried;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/conformance.md are those of the adapters' suites. Reads the suites from the adapters' compiled
 * tests.
 */
class ConformancePageTest {
    private static final Path PAGE = Path.of("..", "docs", "conformance.md");
    private static final String BEGIN = "<!-- made by ConformancePageTest -->";
    private static final String END = "<!-- end of what is made -->";
    private static final List<String> ORDER = List.of("sandbox", "vsphere", "ec2", "openstack", "rackspace", "docker");

    @Test
    void thePageSaysWhatTheSuitesSay() throws Exception {
        List<Class<? extends ProviderConformance>> suites = suites();
        assertThat(suites).extracting(ConformancePageTest::adapter).containsAll(ORDER);
        String page = Files.readString(PAGE);
        String made = BEGIN + "\n\n" + new ConformancePage(suites).markdown() + "\n" + END;
        Path proposal = Path.of("target", "conformance.md");
        Files.writeString(
                proposal,
                page.substring(0, page.indexOf(BEGIN)) + made + page.substring(page.indexOf(END) + END.length()));

        assertThat(page)
                .as("docs/conformance.md is out of date; what it must be is in standalone/" + proposal)
                .contains(made);
    }

    private static List<Class<? extends ProviderConformance>> suites() throws Exception {
        List<Class<? extends ProviderConformance>> found = new ArrayList<>();
        for (Path tests : compiledTests()) {
            URL[] folder = {tests.toUri().toURL()};
            try (URLClassLoader loader = new URLClassLoader(folder, ConformancePageTest.class.getClassLoader())) {
                found.addAll(suites(tests, loader));
            }
        }
        found.sort(Comparator.comparing(each -> {
            int place = ORDER.indexOf(adapter(each));
            return place < 0 ? ORDER.size() : place;
        }));
        return found;
    }

    /** The test folders of the other modules, in the same profile of the build as this one. */
    private static List<Path> compiledTests() throws Exception {
        Path module = Path.of("").toAbsolutePath();
        Path own = Path.of(ConformancePageTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> modules = Files.list(Path.of("..", "provider-workers"))) {
            return modules.map(each -> each.resolve(module.relativize(own)))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static List<Class<? extends ProviderConformance>> suites(Path tests, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        List<Class<? extends ProviderConformance>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : (Iterable<Path>)
                    files.filter(each -> each.toString().endsWith("ConformanceTest.class"))::iterator) {
                String name =
                        tests.relativize(file).toString().replace(".class", "").replace('/', '.');
                Class<?> suite = Class.forName(name, false, loader);
                if (ProviderConformance.class.isAssignableFrom(suite) && !Modifier.isAbstract(suite.getModifiers())) {
                    found.add(suite.asSubclass(ProviderConformance.class));
                }
            }
        }
        return found;
    }

    private static String adapter(Class<?> suite) {
        Tried tried = suite.getAnnotation(Tried.class);
        return tried == null ? suite.getName() + " without @Tried" : tried.adapter();
    }
}
