package io.instancebus.faults.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The time until latency returned to usual after a fault.
 *
 * @param fromFault from the start of the fault; zero if latency was always usual
 * @param fromEnd from the end of the fault
 */
public record Recovery(Duration fromFault, Duration fromEnd) {
    /** The time for which latency must be usual. */
    public static final Duration WHOLE = Duration.ofSeconds(1);

    /**
     * One measurement of the latency.
     *
     * @param at its time, on a clock of nanoseconds
     * @param usual whether the latency was at most the usual one
     */
    public record Sample(long at, boolean usual) {}

    /**
     * @param samples the measurements since the start of the fault
     * @return empty if there was no usual period of this length after the end of the fault
     */
    public static Optional<Recovery> of(long begin, long end, List<Sample> samples) {
        List<Sample> inOrder = samples.stream()
                .filter(sample -> sample.at() >= begin)
                .sorted(Comparator.comparingLong(Sample::at))
                .toList();
        for (Sample first : inOrder) {
            if (first.at() >= end && first.usual() && usualFor(first, inOrder)) {
                return Optional.of(backAt(begin, end, first, inOrder));
            }
        }
        return Optional.empty();
    }

    private static boolean usualFor(Sample first, List<Sample> inOrder) {
        long until = first.at() + WHOLE.toNanos();
        return inOrder.getLast().at() >= until
                && inOrder.stream()
                        .filter(sample -> sample.at() >= first.at() && sample.at() <= until)
                        .allMatch(Sample::usual);
    }

    /** The first usual sample after the last unusual one. */
    private static Recovery backAt(long begin, long end, Sample whole, List<Sample> inOrder) {
        int last = inOrder.indexOf(whole);
        while (last >= 0 && inOrder.get(last).usual()) {
            last--;
        }
        long back = last < 0 ? begin : inOrder.get(last + 1).at();
        return new Recovery(Duration.ofNanos(back - begin), Duration.ofNanos(Math.max(0, back - end)));
    }
}
