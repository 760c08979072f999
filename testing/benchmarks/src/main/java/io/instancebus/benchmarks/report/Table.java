package io.instancebus.benchmarks.report;

import java.util.List;

/**
 * Figures that only make sense beside each other.
 *
 * @param rows each as long as the head
 */
public record Table(String title, List<String> head, List<List<String>> rows) {
    public Table {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != head.size()) {
                throw new IllegalArgumentException("a row of " + row.size() + " cells under " + head.size());
            }
        }
    }

    /** Folded: who wants it opens it. */
    List<String> markdown() {
        List<String> lines = new java.util.ArrayList<>();
        lines.add("<details><summary>" + title + "</summary>");
        lines.add("");
        lines.add(line(head));
        lines.add("|" + " --- |".repeat(head.size()));
        rows.forEach(row -> lines.add(line(row)));
        lines.add("");
        lines.add("</details>");
        lines.add("");
        return lines;
    }

    private static String line(List<String> cells) {
        return "| "
                + String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
                + " |";
    }
}
