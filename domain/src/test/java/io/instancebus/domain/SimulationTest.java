package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Thousands of random histories. A failure names its seed; run it alone with
 * {@code ./mvnw test -pl domain -Dtest=SimulationTest -Dsimulation.seed=SEED}; longer with
 * {@code -Dsimulation.histories=N}.
 */
class SimulationTest {
    private static final ProviderType NIMBUS = new ProviderType("nimbus");
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

    /** Nothing can be stopped, and what is coming up cannot be destroyed; the rules arrive while commands are under way. */
    @Test
    void theRulesHoldWithAProviderThatHasRulesOfItsOwnAlsoWhenTheyArriveLate() {
        LegalActions own = LegalActions.COMMON.with(Map.of(
                InstanceState.PENDING, List.of(),
                InstanceState.RUNNING, List.of(CommandType.REBOOT, CommandType.DESTROY, CommandType.RUN),
                InstanceState.STOPPED, List.of(CommandType.DESTROY),
                InstanceState.ERROR, List.of(CommandType.REBOOT, CommandType.DESTROY)));
        Accounts common = accounts(Map.of());
        Accounts declared = accounts(Map.of(NIMBUS, new ProviderRules(own, Simulation.POLICY)));
        for (long seed = 1; seed <= HISTORIES / 5; seed++) {
            List<Event> log = history(new Simulation(seed, declared, declared, (aggregate, now) -> {}), seed);
            assertThat(log)
                    .as("simulation.seed=" + seed)
                    .noneMatch(event -> event.body() instanceof Event.CommandAccepted accepted
                            && (accepted.commandType() == CommandType.STOP
                                    || accepted.commandType() == CommandType.START))
                    .allMatch(event -> !(event.body() instanceof Event.InstanceStateChanged changed)
                            || changed.actions().equals(own.in(changed.to())));
            List<Event> late = history(new Simulation(seed, common, declared, (aggregate, now) -> {}), seed);
            assertThat(late).as("simulation.seed=" + seed).allMatch(event -> isBy(event, own));
        }
    }

    private static boolean isBy(Event event, LegalActions own) {
        boolean late = !event.recordedAt().isBefore(Simulation.BEGIN.plus(Duration.ofMinutes(1)));
        return !(event.body() instanceof Event.InstanceStateChanged changed)
                || changed.actions().equals((late ? own : LegalActions.COMMON).in(changed.to()));
    }

    private static Accounts accounts(Map<ProviderType, ProviderRules> declared) {
        return new Accounts(List.of(new Account("sandbox", NIMBUS, Simulation.POLICY)), declared);
    }

    private static void history(long seed, Set<InstanceState> states, Set<String> bodies) {
        states.add(InstanceState.START);
        Simulation simulation = new Simulation(seed, (aggregate, now) -> {
            if (aggregate instanceof Aggregate.Live live) {
                states.add(live.instance().state());
            }
        });
        history(simulation, seed)
                .forEach(event -> bodies.add(event.body().getClass().getSimpleName()));
    }

    private static List<Event> history(Simulation simulation, long seed) {
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
        return simulation.rules.log();
    }
}
