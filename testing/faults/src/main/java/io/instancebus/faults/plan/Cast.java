package io.instancebus.faults.plan;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The parts that can be broken, and the possible faults.
 *
 * @param services the processes of Instance Bus
 * @param usingView the services that use PostgreSQL
 * @param possible the kinds of fault that this machine supports
 * @param deciderClock the maximum clock offset of a process that decides: commands that it accepts meanwhile have
 *     deadlines by that clock, and a run must wait for them
 * @param brief whether faults are as short as they can be and still have an effect
 */
public record Cast(
        List<String> services, List<String> usingView, Set<Kind> possible, Duration deciderClock, boolean brief) {
    public static final String DECIDER = "command-service";

    public Cast {
        services = List.copyOf(services);
        usingView = List.copyOf(usingView);
        possible = Set.copyOf(possible);
        if (services.isEmpty() || possible.isEmpty() || !services.containsAll(usingView)) {
            throw new IllegalArgumentException("there must be services, and faults for them");
        }
    }
}
