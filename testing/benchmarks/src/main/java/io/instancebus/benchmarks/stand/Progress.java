package io.instancebus.benchmarks.stand;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How far a run was, sampled meanwhile. Its figures are of the middle 80 % of its creates: the beginning and the end of a
 * load say more of themselves than of the flow.
 */
public final class Progress {
    private static final double LEFT_OUT = 0.1;

    private final List<Sample> samples = new ArrayList<>();

    /**
     * A moment of the run.
     *
     * @param running the number of instances that were RUNNING in the view; never falls
     * @param cpuMillis the processor time of this JVM so far
     */
    public record Sample(int running, double seconds, double cpuMillis) {}

    /** Samples are added in the order of their times. */
    public void add(Sample sample) {
        samples.add(sample);
    }

    /** Creates a second. */
    public double perSecond() {
        return middle() / between(Sample::seconds);
    }

    /** Processor time for each create. */
    public double cpuMillis() {
        return between(Sample::cpuMillis) / middle();
    }

    private double middle() {
        return (1 - 2 * LEFT_OUT) * samples.getLast().running();
    }

    private double between(ToDoubleFunction<Sample> value) {
        int all = samples.getLast().running();
        return at((1 - LEFT_OUT) * all, value) - at(LEFT_OUT * all, value);
    }

    /** The value when so many were RUNNING: as if they had become so evenly between two samples. */
    private double at(double running, ToDoubleFunction<Sample> value) {
        Sample before = samples.getFirst();
        for (Sample after : samples) {
            if (after.running() >= running) {
                double part = after.running() == before.running()
                        ? 1
                        : (running - before.running()) / (after.running() - before.running());
                return value.applyAsDouble(before) + part * (value.applyAsDouble(after) - value.applyAsDouble(before));
            }
            before = after;
        }
        throw new IllegalStateException("no sample has " + running);
    }
}
