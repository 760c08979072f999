package io.instancebus.faults;

import io.instancebus.faults.check.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The results of a run.
 *
 * @param took the time in which faults were injected
 * @param begin the start of that time, on the clock of the latencies
 * @param notTried the kinds of fault that this machine does not support, with the reason
 * @param verdicts empty if the run was ended early
 * @param events the number of events in the log
 */
record RunOutcome(
        Options options,
        Instant startedAt,
        Duration took,
        long begin,
        Canary.Usual usual,
        List<Canary.Latency> latencies,
        List<Incident> incidents,
        List<String> notTried,
        List<Verdict> verdicts,
        int commands,
        int events,
        boolean endedEarly) {

    RunOutcome with(List<Verdict> others) {
        return new RunOutcome(
                options,
                startedAt,
                took,
                begin,
                usual,
                latencies,
                incidents,
                notTried,
                List.copyOf(others),
                commands,
                events,
                endedEarly);
    }

    /** Whether every rule was checked and held, and latency returned to usual after every fault. */
    boolean good() {
        return !endedEarly
                && !verdicts.isEmpty()
                && verdicts.stream().allMatch(Verdict::held)
                && incidents.stream().allMatch(incident -> incident.recovery().isPresent());
    }
}
