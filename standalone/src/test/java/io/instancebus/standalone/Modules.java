package io.instancebus.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The modules of the reactor and their dependencies, as the poms name them, without test dependencies. */
final class Modules {
    private static final Path ROOT = Path.of("..");
    private static final String OURS = "io.instancebus:";

    /** The modules by artifactId, in the order of the reactor. */
    private final Map<String, Module> modules = new LinkedHashMap<>();

    private Modules() {}

    /**
     * A module.
     *
     * @param folder its folder, relative to the root
     * @param compiled the dependencies that its classes may use, as {@code groupId:artifactId}
     * @param found the dependencies that are only on its runtime class path
     * @param lines of its main code in Java; 0 for a module without any
     */
    record Module(String name, Path folder, Set<String> compiled, Set<String> found, long lines) {
        boolean isOfTesting() {
            return folder.startsWith("testing");
        }

        /** The top-level folder; a service may have several modules in it. */
        String room() {
            return folder.getName(0).toString();
        }

        /** Its direct dependencies at runtime. */
        Set<String> needs() {
            return Stream.concat(compiled.stream(), found.stream()).collect(Collectors.toSet());
        }
    }

    static Modules read() throws Exception {
        Modules modules = new Modules();
        modules.read(Path.of(""));
        return modules;
    }

    private void read(Path folder) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(folder).resolve("pom.xml").toFile())
                .getDocumentElement();
        String name = text(project, "artifactId");
        modules.put(
                name,
                new Module(
                        name,
                        folder,
                        dependencies(project, Set.of("", "compile")),
                        dependencies(project, Set.of("runtime")),
                        lines(ROOT.resolve(folder).resolve("src/main/java"))));
        for (Element each : children(project, "modules")
                .flatMap(all -> children(all, "module"))
                .toList()) {
            read(folder.resolve(each.getTextContent().strip()));
        }
    }

    private static Set<String> dependencies(Element project, Set<String> scopes) {
        return children(project, "dependencies")
                .flatMap(all -> children(all, "dependency"))
                .filter(each -> scopes.contains(text(each, "scope")))
                .map(each -> text(each, "groupId") + ":" + text(each, "artifactId"))
                .collect(Collectors.toCollection(TreeSet::new));
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

    private static long lines(Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return 0;
        }
        long lines = 0;
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        return lines;
    }

    Module find(String name) {
        return Objects.requireNonNull(modules.get(name), name);
    }

    List<Module> withCode() {
        return modules.values().stream().filter(module -> module.lines() > 0).toList();
    }

    /** The modules that users install, without those that only test them. */
    List<Module> ofTheProduct() {
        return modules.values().stream().filter(module -> !module.isOfTesting()).toList();
    }

    /** Our modules among these dependencies. */
    Set<Module> ours(Set<String> dependencies) {
        return dependencies.stream()
                .filter(each -> each.startsWith(OURS))
                .map(each -> find(each.substring(OURS.length())))
                .collect(Collectors.toSet());
    }

    /** The module and all of our modules that it depends on, directly or not. */
    Set<Module> classPath(Module module) {
        Set<Module> found = new HashSet<>();
        List<Module> open = new ArrayList<>(List.of(module));
        while (!open.isEmpty()) {
            Module next = open.removeLast();
            if (found.add(next)) {
                open.addAll(ours(next.needs()));
            }
        }
        return found;
    }
}
