package io.instancebus.faults.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When latency was as usual again after a fault.
 *
 * @param fromFault from the beginning of the fault until it was; zero if it never was otherwise
 * @param fromEnd the same from the end of the fault
 */
public record Recovery(Duration fromFault, Duration fromEnd) {
    /** So long everything must have been as usual. */
    public static final Duration WHOLE = Duration.ofSeconds(1);

    /**
     * One look at the latency.
     *
     * @param at when, on a clock of nanoseconds
     * @param usual whether it was at most what it is when nothing is wrong
     */
    public record Sample(long at, boolean usual) {}

    /**
     * @param samples of the time from the beginning of the fault on
     * @return empty while there was no whole second as usual after the end of the fault
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

    /** The first usual sample after the last that was not. */
    private static Recovery backAt(long begin, long end, Sample whole, List<Sample> inOrder) {
        int last = inOrder.indexOf(whole);
        while (last >= 0 && inOrder.get(last).usual()) {
            last--;
        }
        long back = last < 0 ? begin : inOrder.get(last + 1).at();
        return new Recovery(Duration.ofNanos(back - begin), Duration.ofNanos(Math.max(0, back - end)));
    }
}
