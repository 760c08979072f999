package io.instancebus.benchmarks.where;

import io.instancebus.benchmarks.report.Latencies;
import io.instancebus.benchmarks.report.Table;
import io.instancebus.benchmarks.report.Waterfall;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The same step of many creates. */
public final class StepTimes {
    private record Name(Milestone from, Milestone to) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::from).thenComparing(Name::to);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }

        String words() {
            return from.label() + " → " + to.label();
        }
    }

    private static final class Times {
        private final Latencies begins = new Latencies();
        private final Latencies millis = new Latencies();
        private double sum;

        void add(Timeline.Step step) {
            begins.add(step.begins());
            millis.add(step.millis());
            sum += step.millis();
        }
    }

    private final Map<Name, Times> times = new TreeMap<>();
    private final Latencies totals = new Latencies();
    private double sum;

    void add(Timeline timeline) {
        timeline.steps()
                .forEach(step -> times.computeIfAbsent(new Name(step.from(), step.to()), unused -> new Times())
                        .add(step));
        totals.add(timeline.total());
        sum += timeline.total();
    }

    /** How many creates there are. */
    public int size() {
        return totals.size();
    }

    /** From the first to the last milestone of a create, in milliseconds. */
    public Latencies totals() {
        return totals;
    }

    /** How long a step takes in so large a share of the creates; NaN where there is none of this name. */
    public double millis(String step, double share) {
        return times.entrySet().stream()
                .filter(entry -> entry.getKey().words().equals(step))
                .mapToDouble(entry -> entry.getValue().millis.at(share))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The step on which the creates together spend most. */
    public String longest() {
        return times.entrySet().stream()
                .max(Comparator.comparingDouble(entry -> entry.getValue().sum))
                .map(entry -> entry.getKey().words())
                .orElse("");
    }

    /** How much of all time each part takes, the most first, in words. */
    String shares() {
        Map<Milestone.Part, Double> parts = new EnumMap<>(Milestone.Part.class);
        times.forEach((name, step) -> parts.merge(name.to().part(), step.sum, Double::sum));
        return parts.entrySet().stream()
                .sorted(Map.Entry.<Milestone.Part, Double>comparingByValue().reversed())
                .map(part ->
                        String.format(Locale.ROOT, "%s %.0f %%", part.getKey().label(), 100 * part.getValue() / sum))
                .collect(Collectors.joining(", "));
    }

    public Table table(String title) {
        return new Table(
                title,
                List.of("step", "who acts", "creates", "p50", "p90", "p99", "share of all time"),
                times.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<String> row(Name name, Times step) {
        return List.of(
                name.words(),
                name.to().part().label(),
                Integer.toString(step.millis.size()),
                millis(step.millis.median()),
                millis(step.millis.at(0.9)),
                millis(step.millis.p99()),
                String.format(Locale.ROOT, "%.1f %%", 100 * step.sum / sum));
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f ms" : "%.1f ms", value);
    }

    public Waterfall waterfall(String name, String title) {
        return new Waterfall(
                name,
                title,
                "ms",
                times.entrySet().stream()
                        .map(entry -> new Waterfall.Bar(
                                entry.getKey().words(),
                                entry.getKey().to().part().label(),
                                entry.getValue().begins.median(),
                                entry.getValue().millis.median(),
                                entry.getValue().millis.at(0.9)))
                        .toList());
    }
}
