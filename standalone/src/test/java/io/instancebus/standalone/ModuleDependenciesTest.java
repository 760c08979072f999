package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What each module has on its class path when it runs, read from the poms. ArchUnit sees only what the classes of one
 * module use.
 */
class ModuleDependenciesTest {
    private static final Path ROOT = Path.of("..");
    private static final String OURS = "io.instancebus";
    private static final Set<String> SERVICES =
            Set.of("command-service", "provider-workers", "state-projector", "gateway");

    /** Of every module by its artifactId, in the order of the reactor. */
    private static final Map<String, Pom> MODULES = new LinkedHashMap<>();

    /** @param folder from the root on; what it needs when it runs, as {@code groupId:artifactId} */
    private record Pom(String name, Path folder, Set<String> needs) {
        boolean isOfTesting() {
            return folder.startsWith("testing");
        }

        /** The top-level folder: a service may have several modules. */
        String room() {
            return folder.getName(0).toString();
        }
    }

    @BeforeAll
    static void read() throws Exception {
        read(Path.of(""));
    }

    private static void read(Path folder) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(folder).resolve("pom.xml").toFile())
                .getDocumentElement();
        String name = text(project, "artifactId");
        Set<String> needs = new TreeSet<>();
        children(project, "dependencies")
                .flatMap(all -> children(all, "dependency"))
                .filter(each -> Set.of("", "compile", "runtime").contains(text(each, "scope")))
                .forEach(each -> needs.add(text(each, "groupId") + ":" + text(each, "artifactId")));
        MODULES.put(name, new Pom(name, folder, needs));
        for (Element each : children(project, "modules")
                .flatMap(all -> children(all, "module"))
                .toList()) {
            read(folder.resolve(each.getTextContent().strip()));
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        return IntStream.range(0, parent.getChildNodes().getLength())
                .mapToObj(parent.getChildNodes()::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE
                        && node.getNodeName().equals(name))
                .map(Element.class::cast);
    }

    private static String text(Element parent, String name) {
        return children(parent, name)
                .map(each -> each.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    /** The module and all that it brings along. */
    private static Set<Pom> classPath(Pom module) {
        Map<String, Pom> found = new HashMap<>();
        List<Pom> open = new ArrayList<>(List.of(module));
        while (!open.isEmpty()) {
            Pom next = open.removeLast();
            if (found.put(next.name(), next) == null) {
                ours(next).forEach(open::add);
            }
        }
        return Set.copyOf(found.values());
    }

    private static Stream<Pom> ours(Pom module) {
        return module.needs().stream()
                .filter(need -> need.startsWith(OURS + ":"))
                .map(need -> need.substring(OURS.length() + 1))
                .map(name -> Objects.requireNonNull(MODULES.get(name), name));
    }

    private static Pom module(String name) {
        return Objects.requireNonNull(MODULES.get(name), name);
    }

    private static Stream<Pom> productModules() {
        return MODULES.values().stream().filter(module -> !module.isOfTesting());
    }

    /** Simulated clouds, fault injection and the like are for tests: no one installs them. */
    @Test
    void theProductHasNothingOfTheTests() {
        assertThat(module("simulators").isOfTesting()).isTrue();
        assertThat(module("standalone").needs()).isNotEmpty();
        assertThat(productModules())
                .allSatisfy(module ->
                        assertThat(classPath(module)).as(module.name()).noneMatch(Pom::isOfTesting));
    }

    @Test
    void noServiceNeedsAnother() {
        assertThat(productModules().map(Pom::room)).containsAll(SERVICES);
        assertThat(productModules().filter(module -> SERVICES.contains(module.room())))
                .allSatisfy(module -> assertThat(classPath(module))
                        .as(module.name())
                        .noneMatch(other ->
                                SERVICES.contains(other.room()) && !other.room().equals(module.room())));
    }

    /** A reader of the view has its tables and its queries, and not what writes or migrates them. */
    @Test
    void theGatewayReadsTheViewAndCannotMigrateIt() {
        assertThat(classPath(module("gateway")))
                .contains(module("view"))
                .noneMatch(module -> module.needs().stream().anyMatch(need -> need.startsWith("org.flywaydb:")));
        assertThat(module("state-projector").needs()).contains("org.flywaydb:flyway-core");
    }

    /** Not an assertion but an answer: which module stands on which. */
    @Test
    void printThePicture() {
        MODULES.values()
                .forEach(module -> System.out.println(module.folder() + " -> "
                        + String.join(", ", ours(module).map(Pom::name).sorted().toList())));
    }
}
