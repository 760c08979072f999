package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The dependency picture of the modules, as the poms draw it: printed, and held. What a module has for its tests alone is no
 * part of it.
 */
class ModulesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>\\s*<groupId>io\\.instancebus</groupId>\\s*<artifactId>([^<]+)</artifactId>"
                    + "(?:\\s*<scope>([^<]+)</scope>)?");
    private static final Set<String> SERVICES =
            Set.of("command-service", "provider-worker", "state-projector", "gateway");
    private static final Set<String> ADAPTERS =
            Set.of("provider-sandbox", "provider-ec2", "provider-openstack", "provider-docker", "provider-vsphere");

    /** By artifact; those that hold main code. */
    private static final Map<String, Module> MODULES = new TreeMap<>();

    /**
     * @param compiled what its classes may name
     * @param found what is only on its class path when it runs
     * @param lines of its main code in Java
     */
    private record Module(Set<String> compiled, Set<String> found, long lines) {
        Set<String> all() {
            Set<String> all = new TreeSet<>(compiled);
            all.addAll(found);
            return all;
        }
    }

    @BeforeAll
    static void readThePoms() throws IOException {
        read(ROOT);
    }

    private static void read(Path folder) throws IOException {
        String pom = Files.readString(folder.resolve("pom.xml"));
        if (Files.isDirectory(folder.resolve("src/main/java"))) {
            Matcher artifact = ARTIFACT.matcher(pom);
            assertThat(artifact.find()).as("%s", folder).isTrue();
            MODULES.put(
                    artifact.group(1),
                    new Module(
                            dependencies(pom, "compile"),
                            dependencies(pom, "runtime"),
                            lines(folder.resolve("src/main/java"))));
        }
        Matcher names = MODULE.matcher(pom);
        while (names.find()) {
            read(folder.resolve(names.group(1)));
        }
    }

    private static Set<String> dependencies(String pom, String scope) {
        Set<String> found = new TreeSet<>();
        Matcher each = DEPENDENCY.matcher(pom);
        while (each.find()) {
            if (Objects.requireNonNullElse(each.group(2), "compile").equals(scope)) {
                found.add(each.group(1));
            }
        }
        return found;
    }

    private static long lines(Path sources) throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        return lines;
    }

    private static Module module(String name) {
        return Objects.requireNonNull(MODULES.get(name), name);
    }

    /** A module stands above all that it depends on. */
    @Test
    void theModulesStandOnLevels() {
        List<Set<String>> levels = levels();
        StringBuilder picture = new StringBuilder("Modules, each above what it depends on:\n");
        for (int level = levels.size() - 1; level >= 0; level--) {
            for (String name : levels.get(level)) {
                Module module = module(name);
                picture.append("%2d  %-18s %5d lines  %s%s%n"
                        .formatted(
                                level,
                                name,
                                module.lines(),
                                String.join(" ", module.compiled()),
                                module.found().isEmpty() ? "" : "  [finds " + String.join(" ", module.found()) + "]"));
            }
        }
        System.out.print(picture);

        assertThat(levels.stream().flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(MODULES.keySet());
        assertThat(levels.getFirst()).contains("domain");
        assertThat(levels.getLast()).doesNotContainAnyElementsOf(SERVICES);
    }

    /** Ends with fewer modules than there are, when some stand in a circle. */
    private static List<Set<String>> levels() {
        List<Set<String>> levels = new ArrayList<>();
        Set<String> placed = new TreeSet<>();
        while (true) {
            Set<String> level = MODULES.entrySet().stream()
                    .filter(each -> !placed.contains(each.getKey()))
                    .filter(each -> placed.containsAll(each.getValue().all()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (level.isEmpty()) {
                return levels;
            }
            placed.addAll(level);
            levels.add(level);
        }
    }

    @Test
    void thePortAndItsSuiteBringTheDomainAndTheAccountsOnly() {
        assertThat(below("provider-api")).containsExactlyInAnyOrder("domain", "accounts");
        assertThat(below("provider-tck")).containsExactlyInAnyOrder("provider-api", "domain", "accounts");
    }

    @Test
    void anAdapterStandsOnThePortAndOnWhatAdaptersShare() {
        for (String adapter : ADAPTERS) {
            assertThat(below(adapter))
                    .as(adapter)
                    .contains("provider-api")
                    .isSubsetOf("provider-api", "domain", "accounts", "provider-http", "provider-jclouds");
        }
        assertThat(below("provider-vsphere")).doesNotContain("provider-jclouds");
    }

    @Test
    void anAdapterIsFoundAndNotCompiledAgainst() {
        assertThat(module("standalone").found()).containsAll(ADAPTERS);
        MODULES.forEach((name, module) -> assertThat(module.compiled()).as(name).doesNotContainAnyElementsOf(ADAPTERS));
        assertThat(below("provider-worker"))
                .doesNotContainAnyElementsOf(ADAPTERS)
                .doesNotContain("provider-http");
    }

    @Test
    void noModuleIsLarge() {
        long all = MODULES.values().stream().mapToLong(Module::lines).sum();
        assertThat(module("provider-worker").lines()).isLessThan(9_000);
        MODULES.forEach((name, module) -> assertThat(module.lines()).as(name).isLessThanOrEqualTo(all / 6));
    }

    /** All that a module depends on, and what these do. */
    private static Set<String> below(String name) {
        Set<String> below = new TreeSet<>();
        for (String each : module(name).all()) {
            if (MODULES.containsKey(each) && below.add(each)) {
                below.addAll(below(each));
            }
        }
        return below;
    }
}
