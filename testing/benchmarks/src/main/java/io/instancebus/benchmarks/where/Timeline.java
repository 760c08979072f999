package io.instancebus.benchmarks.where;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When each milestone of one create was reached, in milliseconds since the epoch. */
final class Timeline {
    private final Map<Milestone, Double> at = new EnumMap<>(Milestone.class);

    /** From one milestone to the next that there is. */
    record Step(Milestone from, Milestone to, double begins, double millis) {}

    /** Leaves the milestone out where the moment is not known. */
    void reached(Milestone milestone, @Nullable Double millis) {
        if (millis != null) {
            at.put(milestone, millis);
        }
    }

    @Nullable
    Double at(Milestone milestone) {
        return at.get(milestone);
    }

    boolean complete() {
        boolean observed = at.containsKey(Milestone.OBSERVATION_WRITTEN);
        return Stream.of(Milestone.values())
                .allMatch(each -> each.optional() || at.containsKey(each) || !observed && each.ofObservation());
    }

    /**
     * Steps begin where the last ended, counted from the first. None is negative: records have whole milliseconds, probes
     * have fractions.
     */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        Milestone last = null;
        double first = 0;
        double reached = 0;
        for (Map.Entry<Milestone, Double> entry : at.entrySet()) {
            if (last == null) {
                first = entry.getValue();
                reached = first;
            } else {
                double end = Math.max(reached, entry.getValue());
                steps.add(new Step(last, entry.getKey(), reached - first, end - reached));
                reached = end;
            }
            last = entry.getKey();
        }
        return steps;
    }

    double total() {
        return steps().stream().mapToDouble(Step::millis).sum();
    }
}
