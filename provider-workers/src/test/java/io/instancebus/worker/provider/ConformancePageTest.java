package io.instancebus.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.SightingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** docs/conformance.md says of each adapter what its subclass of the suite says, and the suite has a test for each item. */
class ConformancePageTest {
    private static final Path PAGE = Path.of("..", "docs", "conformance.md");
    private static final String BEGIN = "<!-- made by ConformancePageTest -->";
    private static final String END = "<!-- end of what is made -->";
    private static final List<String> ORDER = List.of("sandbox", "vsphere", "ec2", "openstack", "rackspace", "docker");

    /** By the adapters' names. */
    private final Map<String, Class<?>> suites = suites();

    @Test
    void thePageSaysWhatTheSuitesSay() throws IOException {
        String page = Files.readString(PAGE);
        String made =
                BEGIN + "\n\n" + adapters() + "\n" + items() + "\n" + reasons() + "\n" + wrongStates() + "\n" + END;
        Path proposal = Path.of("target", "conformance.md");
        Files.writeString(
                proposal,
                page.substring(0, page.indexOf(BEGIN)) + made + page.substring(page.indexOf(END) + END.length()));

        assertThat(page)
                .as("docs/conformance.md is out of date; what it must be is in provider-workers/" + proposal)
                .contains(made);
    }

    @Test
    void everyItemHasATest() {
        Set<Item> proved = EnumSet.noneOf(Item.class);
        for (var method : ProviderConformance.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Proves.class)) {
                proved.add(method.getAnnotation(Proves.class).value());
            }
            if (method.isAnnotationPresent(ParameterizedTest.class)) {
                Arrays.stream(io.instancebus.domain.FailureCategory.values())
                        .map(Item::of)
                        .forEach(proved::add);
            }
        }
        assertThat(proved).containsExactlyInAnyOrder(Item.values());
    }

    @Test
    void everyAdapterIsThere() {
        assertThat(suites.keySet()).containsAll(ORDER);
    }

    private static Map<String, Class<?>> suites() {
        Path classes = classes();
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> found = new ArrayList<>();
            files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith("Test.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace(java.io.File.separatorChar, '.'))
                    .map(ConformancePageTest::load)
                    .filter(ProviderConformance.class::isAssignableFrom)
                    .filter(each -> !Modifier.isAbstract(each.getModifiers()))
                    .forEach(found::add);
            found.sort(Comparator.comparing(each -> {
                int place = ORDER.indexOf(Matrix.of(each).tried().adapter());
                return place < 0 ? ORDER.size() : place;
            }));
            Map<String, Class<?>> byAdapter = new LinkedHashMap<>();
            found.forEach(each -> byAdapter.put(Matrix.of(each).tried().adapter(), each));
            return byAdapter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where this module's tests are compiled to. */
    private static Path classes() {
        try {
            return Path.of(ConformancePageTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ConformancePageTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private String adapters() {
        StringBuilder table = new StringBuilder("| adapter | how | tried on |\n| --- | --- | --- |\n");
        suites.forEach((adapter, suite) -> {
            Tried tried = Matrix.of(suite).tried();
            table.append(row(List.of(adapter, tried.how().words(), tried.on())));
        });
        return table.toString();
    }

    private String items() {
        List<String> notes = notes();
        StringBuilder table = new StringBuilder(head("item"));
        for (Item item : Item.values()) {
            List<String> cells = new ArrayList<>(List.of(item.words()));
            suites.values().forEach(suite -> cells.add(cell(Matrix.of(suite), item, notes)));
            table.append(row(cells));
        }
        return table.toString();
    }

    private static String cell(Matrix matrix, Item item, List<String> notes) {
        return matrix.trial(item).words()
                + matrix.because(item)
                        .map(reason -> " (" + (1 + notes.indexOf(reason)) + ")")
                        .orElse("");
    }

    private String reasons() {
        List<String> notes = notes();
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < notes.size(); i++) {
            list.append(i + 1).append(". ").append(notes.get(i)).append(".\n");
        }
        return list.toString();
    }

    /** In the order of their first use. */
    private List<String> notes() {
        return Arrays.stream(Item.values())
                .flatMap(item -> suites.values().stream().flatMap(suite -> Matrix.of(suite).because(item).stream()))
                .distinct()
                .toList();
    }

    private String wrongStates() {
        StringBuilder table = new StringBuilder(head("asked of an instance"));
        for (SightingState state : WrongStates.STATES) {
            for (Deed deed : Deed.values()) {
                List<String> cells = suites.values().stream()
                        .map(suite -> cell(suite, state, deed))
                        .collect(Collectors.toList());
                if (cells.stream().anyMatch(each -> !each.isEmpty())) {
                    cells.addFirst(deed.words() + ", " + state.name().toLowerCase(Locale.ROOT));
                    table.append(row(cells));
                }
            }
        }
        return table.toString();
    }

    private static String cell(Class<?> suite, SightingState state, Deed deed) {
        Comes comes = new WrongStates(suite).in(state).get(deed);
        if (comes == null) {
            return "";
        }
        return Matrix.of(suite).possible(WrongStates.item(state).orElseThrow())
                ? comes.words()
                : Trial.NOT_POSSIBLE.words();
    }

    private String head(String first) {
        List<String> names = new ArrayList<>(List.of(first));
        names.addAll(suites.keySet());
        return row(names) + row(names.stream().map(each -> "---").toList());
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
