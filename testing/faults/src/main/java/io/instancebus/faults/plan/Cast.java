package io.instancebus.faults.plan;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who there is to be broken, and how.
 *
 * @param services the processes of Instance Bus
 * @param usingView those of them that talk to PostgreSQL
 * @param possible the kinds that this machine can do
 * @param deciderClock how far the clock of a process that decides goes wrong: what it accepts meanwhile has deadlines
 *     by that clock, so a run cannot end sooner
 * @param brief whether faults last as short as they can and still be felt
 */
public record Cast(
        List<String> services, List<String> usingView, Set<Kind> possible, Duration deciderClock, boolean brief) {
    public static final String DECIDER = "command-service";

    public Cast {
        services = List.copyOf(services);
        usingView = List.copyOf(usingView);
        possible = Set.copyOf(possible);
        if (services.isEmpty() || possible.isEmpty() || !services.containsAll(usingView)) {
            throw new IllegalArgumentException("there must be services, and something that can be done to them");
        }
    }
}
