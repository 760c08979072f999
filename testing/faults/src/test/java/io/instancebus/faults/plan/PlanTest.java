package io.instancebus.faults.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final List<String> SERVICES =
            List.of("command-service-1", "command-service-2", "provider-workers", "state-projector-1", "gateway");

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(steps(42, EnumSet.allOf(Kind.class), 200)).isEqualTo(steps(42, EnumSet.allOf(Kind.class), 200));
        assertThat(steps(42, EnumSet.allOf(Kind.class), 200)).isNotEqualTo(steps(43, EnumSet.allOf(Kind.class), 200));
    }

    @Test
    void itBeginsWithOneOfEachKind() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(steps(seed, EnumSet.allOf(Kind.class), Kind.values().length))
                    .extracting(step -> step.fault().kind())
                    .containsExactlyInAnyOrder(Kind.values());
        }
    }

    @Test
    void everyServiceIsKilledAndStoppedInTurn() {
        Set<String> killed = new HashSet<>();
        Set<String> paused = new HashSet<>();
        for (Step step : steps(1, EnumSet.allOf(Kind.class), 60)) {
            if (step.fault() instanceof Fault.Kill(String process, Duration hold)) {
                killed.add(process);
            }
            if (step.fault() instanceof Fault.Pause(String process, Duration hold)) {
                paused.add(process);
            }
        }
        assertThat(killed).containsAll(SERVICES).contains(Fault.KAFKA, Fault.REGISTRY, Fault.POSTGRES);
        assertThat(paused).containsAll(SERVICES).contains(Fault.KAFKA);
    }

    @Test
    void whatCannotBeDoneIsLeftOutAndTheRestStays() {
        Set<Kind> possible = EnumSet.complementOf(EnumSet.of(Kind.DISK, Kind.CLOCK));
        assertThat(steps(5, possible, 200))
                .extracting(step -> step.fault().kind())
                .containsOnlyElementsOf(possible)
                .containsAll(possible);
    }

    @Test
    void aClockGoesBackADayForOneThatDecidesAndForOneThatDoesNot() {
        List<String> set = steps(3, EnumSet.of(Kind.DAY_BACK), 50).stream()
                .map(step -> (Fault.ClockOff) step.fault())
                .peek(fault -> assertThat(fault.offset()).isLessThanOrEqualTo(Duration.ofDays(-1)))
                .map(Fault.ClockOff::process)
                .toList();
        assertThat(set)
                .anyMatch(process -> process.startsWith(Cast.DECIDER))
                .anyMatch(process -> !process.startsWith(Cast.DECIDER));
    }

    @Test
    void everyTopicIsBombed() {
        assertThat(steps(3, EnumSet.of(Kind.BOMBS), 9))
                .extracting(step -> ((Fault.Bombs) step.fault()).topic())
                .contains(
                        "instances.commands",
                        "instances.events",
                        "instances.state",
                        "instances.tasks.sandbox",
                        "instances.runs",
                        "instances.observations",
                        "instances.reports",
                        "accounts.events");
    }

    @Test
    void bothDisksAreFilledAndBothRefusalsAreTried() {
        assertThat(steps(3, EnumSet.of(Kind.DISK, Kind.BROKER_DISK), 4))
                .extracting(step -> ((Fault.DiskFull) step.fault()).process())
                .contains(Fault.KAFKA, Fault.POSTGRES);
        assertThat(steps(3, EnumSet.of(Kind.REFUSAL), 60))
                .extracting(step -> ((Fault.Refusal) step.fault()).status())
                .contains(403, 404);
    }

    @Test
    void aLineToPostgresqlIsOneOfAServiceThatHasIt() {
        for (Step step : steps(9, EnumSet.allOf(Kind.class), 500)) {
            if (step.fault() instanceof Fault.Cut(String service, String dependency, Duration hold)
                    && dependency.equals(Fault.POSTGRES)) {
                assertThat(service).isIn("state-projector-1", "gateway");
            }
        }
    }

    private static List<Step> steps(long seed, Set<Kind> possible, int count) {
        Plan plan = new Plan(
                seed,
                new Cast(SERVICES, List.of("state-projector-1", "gateway"), possible, Duration.ofMinutes(2), false));
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            steps.add(plan.next());
        }
        return steps;
    }
}
