package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories. A failure names its seed; run it alone with
 * {@code ./mvnw test -pl domain -Dtest=SimulationTest -Dsimulation.seed=SEED}; longer with
 * {@code -Dsimulation.histories=N}.
 */
class SimulationTest {
    private static final int HISTORIES = Integer.getInteger("simulation.histories", 5_000);

    @Test
    void whateverCrashesTheRulesHold() {
        Long only = Long.getLong("simulation.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? HISTORIES : only;
        Set<InstanceState> states = EnumSet.noneOf(InstanceState.class);
        Set<String> bodies = new TreeSet<>();
        for (long seed = first; seed <= last; seed++) {
            history(seed, states, bodies);
        }
        if (only == null) {
            assertThat(states)
                    .as("a simulation that never gets somewhere proves nothing about it")
                    .containsExactlyInAnyOrder(InstanceState.values());
            assertThat(bodies).hasSize(Event.Body.class.getPermittedSubclasses().length - 1 + 4);
        }
    }

    private static void history(long seed, Set<InstanceState> states, Set<String> bodies) {
        states.add(InstanceState.START);
        Simulation simulation = new Simulation(seed, (aggregate, now) -> {
            if (aggregate instanceof Aggregate.Live live) {
                states.add(live.instance().state());
            }
        });
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException failure) {
            simulation
                    .rules
                    .log()
                    .forEach(event -> System.err.println(event.recordedAt() + " " + event.sequence() + " "
                            + event.commandId() + " " + event.body()));
            throw new AssertionError("simulation.seed=" + seed + ": " + failure.getMessage(), failure);
        }
        simulation
                .rules
                .log()
                .forEach(event -> bodies.add(event.body().getClass().getSimpleName()));
    }
}
