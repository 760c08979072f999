package io.instancebus.provider.tck;

import io.instancebus.domain.SightingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Generates the tables of docs/conformance.md from the suites' annotations: the tested items of each adapter, the
 * systems that they were tested against, and the items that are not possible, with the reason.
 */
public final class ConformancePage {
    /** The suites by the adapters' names. */
    private final Map<String, Class<? extends ProviderConformance>> suites = new LinkedHashMap<>();

    /**
     * @param suites the suites in the order of the tables' columns
     * @throws IllegalStateException if a suite has no {@link Tried}
     * @throws IllegalArgumentException if two suites are of the same adapter
     */
    public ConformancePage(List<Class<? extends ProviderConformance>> suites) {
        for (Class<? extends ProviderConformance> suite : suites) {
            String adapter = Matrix.of(suite).tried().adapter();
            if (this.suites.putIfAbsent(adapter, suite) != null) {
                throw new IllegalArgumentException("two suites have the adapter " + adapter);
            }
        }
    }

    /** The tables in Markdown; the same suites give the same text. */
    public String markdown() {
        return adapters() + "\n" + items() + "\n" + reasons() + "\n" + wrongStates();
    }

    private String adapters() {
        StringBuilder table = new StringBuilder("| adapter | how | tested on |\n| --- | --- | --- |\n");
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

    /** The reasons, in the order of their first use. */
    private List<String> notes() {
        return Arrays.stream(Item.values())
                .flatMap(item -> suites.values().stream().flatMap(suite -> Matrix.of(suite).because(item).stream()))
                .distinct()
                .toList();
    }

    private String wrongStates() {
        StringBuilder table = new StringBuilder(head("action, state"));
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
