package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.standalone.Modules.Module;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Prints the dependencies between the modules, and checks their rules. ArchUnit sees only the classes of one module.
 */
class ModulesTest {
    /** The services, by their top-level folders. */
    private static final Set<String> SERVICES =
            Set.of("command-service", "provider-workers", "state-projector", "gateway");

    private static final Set<String> ADAPTERS =
            Set.of("provider-sandbox", "provider-ec2", "provider-openstack", "provider-docker", "provider-vsphere");

    private static Modules modules;

    @BeforeAll
    static void readThePoms() throws Exception {
        modules = Modules.read();
    }

    /** A module is on a higher level than all its dependencies. */
    @Test
    void theModulesStandOnLevels() {
        List<List<Module>> levels = levels();
        StringBuilder picture = new StringBuilder("Modules, each above what it depends on:\n");
        for (int level = levels.size() - 1; level >= 0; level--) {
            for (Module module : levels.get(level)) {
                picture.append("%2d  %-18s %5d lines  %s%s%n"
                        .formatted(
                                level,
                                module.name(),
                                module.lines(),
                                String.join(" ", ours(module.compiled())),
                                ours(module.found()).isEmpty()
                                        ? ""
                                        : "  [finds " + String.join(" ", ours(module.found())) + "]"));
            }
        }
        System.out.print(picture);

        assertThat(levels.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(modules.withCode());
        assertThat(levels.getFirst()).contains(modules.find("domain"));
        assertThat(levels.getLast()).noneMatch(module -> SERVICES.contains(module.room()));
    }

    private static List<String> ours(Set<String> dependencies) {
        return modules.ours(dependencies).stream().map(Module::name).sorted().toList();
    }

    /** The levels; fewer modules than exist if some depend on each other in a cycle. */
    private static List<List<Module>> levels() {
        List<List<Module>> levels = new ArrayList<>();
        Set<Module> placed = new HashSet<>();
        while (true) {
            List<Module> level = modules.withCode().stream()
                    .filter(module -> !placed.contains(module))
                    .filter(module -> placed.containsAll(modules.ours(module.needs())))
                    .sorted(Comparator.comparing(Module::name))
                    .toList();
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
                    .isSubsetOf("provider-api", "domain", "accounts", "time", "provider-http", "provider-jclouds");
        }
        assertThat(below("provider-vsphere")).doesNotContain("provider-jclouds");
    }

    @Test
    void anAdapterIsFoundAndNotCompiledAgainst() {
        assertThat(ours(modules.find("standalone").found())).containsAll(ADAPTERS);
        assertThat(modules.withCode())
                .allSatisfy(module ->
                        assertThat(ours(module.compiled())).as(module.name()).doesNotContainAnyElementsOf(ADAPTERS));
        assertThat(below("provider-worker"))
                .doesNotContainAnyElementsOf(ADAPTERS)
                .doesNotContain("provider-http");
    }

    @Test
    void noModuleIsLarge() {
        long all = modules.withCode().stream().mapToLong(Module::lines).sum();
        assertThat(modules.find("provider-worker").lines()).isPositive().isLessThan(9_000);
        assertThat(modules.withCode())
                .allSatisfy(
                        module -> assertThat(module.lines()).as(module.name()).isLessThanOrEqualTo(all / 6));
    }

    /** Simulated clouds, fault injection and the like are for tests; the product must not depend on them. */
    @Test
    void theProductHasNothingOfTheTests() {
        assertThat(modules.find("simulators").isOfTesting()).isTrue();
        assertThat(modules.find("standalone").needs()).isNotEmpty();
        assertThat(modules.ofTheProduct())
                .allSatisfy(module ->
                        assertThat(modules.classPath(module)).as(module.name()).noneMatch(Module::isOfTesting));
    }

    @Test
    void noServiceNeedsAnother() {
        assertThat(modules.ofTheProduct()).extracting(Module::room).containsAll(SERVICES);
        assertThat(modules.ofTheProduct())
                .filteredOn(module -> SERVICES.contains(module.room()))
                .allSatisfy(module -> assertThat(modules.classPath(module))
                        .as(module.name())
                        .noneMatch(other ->
                                SERVICES.contains(other.room()) && !other.room().equals(module.room())));
    }

    /** A reader of the view depends on its tables and queries, and not on the code that writes or migrates them. */
    @Test
    void theGatewayReadsTheViewAndCannotMigrateIt() {
        assertThat(modules.classPath(modules.find("gateway")))
                .contains(modules.find("view"))
                .noneMatch(module -> module.needs().stream().anyMatch(need -> need.startsWith("org.flywaydb:")));
        assertThat(modules.find("state-projector").needs()).contains("org.flywaydb:flyway-core");
    }

    /** All direct and indirect dependencies of a module. */
    private static Set<String> below(String name) {
        Module module = modules.find(name);
        return modules.classPath(module).stream()
                .filter(other -> !other.equals(module))
                .map(Module::name)
                .collect(Collectors.toSet());
    }
}
