package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.InstanceAction;
import io.instancebus.domain.Command.RunOnInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every state that an instance and its work can be in, as thousands of histories found them, against every
 * input there is.
 */
class EveryStateAndInputTest {
    private record Situation(@Nullable Aggregate aggregate, Instant at) {}

    @Test
    void everyInputIsAnsweredLegallyInEveryState() {
        Map<String, Situation> situations = situations();
        assertThat(situations.keySet())
                .as("situations that must be among those tried")
                .contains("absent", "remnant")
                .anyMatch(name -> name.startsWith("PENDING CREATE:Issued"))
                .anyMatch(name -> name.startsWith("PENDING CREATE:Deferred"))
                .anyMatch(name -> name.startsWith("PENDING CREATE:Accepted"))
                .anyMatch(name -> name.startsWith("PENDING CREATE:OutcomeUnknown"))
                .anyMatch(name -> name.startsWith("RUNNING REBOOT:Issued(started)"))
                .anyMatch(name -> name.startsWith("STOPPING STOP:Accepted"))
                .anyMatch(name -> name.startsWith("PENDING START:Accepted"))
                .anyMatch(name -> name.startsWith("STOPPING DESTROY:Accepted"))
                .anyMatch(name -> name.startsWith("ERROR") && name.contains("vanished"))
                .anyMatch(name -> name.startsWith("FINISH"))
                .anyMatch(name -> name.startsWith("FINISH") && name.contains("sweep:Deferred"))
                .anyMatch(name -> name.contains("sweep:Issued"));
        assertThat(situations.size()).isGreaterThan(100);
        situations.forEach((name, situation) -> {
            for (Map.Entry<String, Input> input :
                    inputs(situation.aggregate(), situation.at()).entrySet()) {
                for (Duration later : List.of(Duration.ZERO, Duration.ofSeconds(70), Duration.ofHours(30))) {
                    tryIt(name, situation, input, later);
                }
            }
        });
    }

    @Test
    void timeAloneBringsEverySituationToRest() {
        situations().forEach((name, situation) -> {
            Aggregate aggregate = situation.aggregate();
            Instant now = situation.at();
            int ticks = 0;
            while (aggregate != null && aggregate.dueAt() != null && ticks < 2_000) {
                Instant due = aggregate.dueAt();
                now = due.isAfter(now) ? due : now;
                aggregate =
                        decider().decide(aggregate, new Input.TimePassed(), now).next();
                ticks++;
                if (aggregate instanceof Aggregate.Live live
                        && live.inFlight().operation() == null
                        && onlyObservations(live)) {
                    break;
                }
            }
            assertThat(ticks).as(name + " needs ever more ticks").isLessThan(2_000);
        });
    }

    private static boolean onlyObservations(Aggregate.Live live) {
        return live.inFlight().queue().isEmpty()
                && live.inFlight().runs().isEmpty()
                && live.inFlight().strays().isEmpty()
                && live.inFlight().forgetAt() == null;
    }

    private static void tryIt(String name, Situation situation, Map.Entry<String, Input> input, Duration later) {
        Aggregate before = situation.aggregate();
        Instant now = situation.at().plus(later);
        Decision decision;
        try {
            decision = decider().decide(before, input.getValue(), now);
        } catch (RuntimeException thrown) {
            fail(name + " × " + input.getKey() + " + " + later + " threw", thrown);
            return;
        }
        Instance folded = before instanceof Aggregate.Live live ? live.instance() : null;
        long sequence = before instanceof Aggregate.Tombstone tombstone ? tombstone.lastSequence() : version(folded);
        for (Event event : decision.events()) {
            if (before == null && decision.next() == null) {
                assertThat(event.sequence()).isZero();
                continue;
            }
            assertThat(event.sequence()).as(name + " × " + input.getKey()).isEqualTo(++sequence);
            if (event.body() instanceof Event.InstanceStateChanged changed) {
                InstanceState from = folded == null ? InstanceState.START : folded.state();
                assertThat(from.mayBecome(changed.to()))
                        .as(name + " × " + input.getKey())
                        .isTrue();
            }
            if (!(before instanceof Aggregate.Tombstone)) {
                folded = Instance.evolve(folded, event);
            }
        }
        if (decision.next() instanceof Aggregate.Live live) {
            assertThat(live.instance()).as(name + " × " + input.getKey()).isEqualTo(folded);
        }
    }

    private static long version(@Nullable Instance instance) {
        return instance == null ? 0 : instance.version();
    }

    private static Decider decider() {
        return new Decider(Simulation.ACCOUNTS);
    }

    private static Map<String, Situation> situations() {
        Map<String, Situation> found = new TreeMap<>();
        found.put("absent", new Situation(null, Simulation.BEGIN));
        found.put(
                "remnant",
                new Situation(
                        new Aggregate.Tombstone(Simulation.ID, 9, "sandbox", ProviderType.SANDBOX, Simulation.BEGIN),
                        Simulation.BEGIN));
        for (long seed = 1; seed <= 1_500; seed++) {
            new Simulation(seed, (aggregate, now) -> {
                        if (aggregate instanceof Aggregate.Live live) {
                            found.putIfAbsent(name(live), new Situation(live, now));
                        }
                    })
                    .run();
        }
        return found;
    }

    private static String name(Aggregate.Live live) {
        InFlight inFlight = live.inFlight();
        InFlight.Operation operation = inFlight.operation();
        return live.instance().state()
                + " "
                + (operation == null ? "-" : operation.command().body().type() + ":" + phase(operation.phase()))
                + (operation != null && operation.stalled() ? " stalled" : "")
                + (live.instance().nativeId() == null ? " without native id" : "")
                + (live.instance().vanished() ? " vanished" : "")
                + (inFlight.queue().isEmpty() ? "" : " queue")
                + (inFlight.observations().misses() > 0 ? " missed" : "")
                + inFlight.runs().stream()
                        .map(run -> " run:" + phase(run.phase()) + (run.answered() ? "answered" : ""))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining())
                + inFlight.strays().stream()
                        .map(stray -> " sweep:" + phase(stray.phase()))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static String phase(Phase phase) {
        return switch (phase) {
            case Phase.Issued issued -> issued.started() ? "Issued(started)" : "Issued";
            case Phase.Deferred deferred -> "Deferred";
            case Phase.Accepted accepted -> "Accepted";
            case Phase.OutcomeUnknown unknown -> "OutcomeUnknown";
        };
    }

    private static Map<String, Input> inputs(@Nullable Aggregate aggregate, Instant now) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (Command.Body body : bodies()) {
            for (boolean seen : new boolean[] {false, true}) {
                Command command = new Command(new CommandId("new"), Simulation.ID, "test", now, null, null, null, body);
                inputs.put(body.type() + (seen ? " again" : ""), new Input.CommandReceived(command, seen));
            }
        }
        inputs.put(
                "refused",
                new Input.CommandRefused(
                        new CommandId("bad"), Simulation.ID, "test", null, null, RejectionCode.INVALID, "bad", false));
        inputs.put("time", new Input.TimePassed());
        for (Report report : reports(aggregate, now)) {
            inputs.put(report.toString(), new Input.ReportReceived(report));
        }
        return inputs;
    }

    private static List<Command.Body> bodies() {
        return List.of(
                new CreateInstance("sandbox", "img1", null, null, null, null, List.of(), null, Map.of()),
                new CreateInstance("nobody", "img1", null, null, null, null, List.of(), null, Map.of()),
                new InstanceAction(Action.START, false),
                new InstanceAction(Action.STOP, false),
                new InstanceAction(Action.REBOOT, false),
                new InstanceAction(Action.DESTROY, false),
                new RunOnInstance(new ProtectedText.Clear("uptime"), null, null, null, null, null, null));
    }

    private static List<Report> reports(@Nullable Aggregate aggregate, Instant now) {
        List<Report> reports = new ArrayList<>();
        ofTask(reports, "unknown", 1, now);
        if (aggregate instanceof Aggregate.Live live) {
            InFlight.Operation operation = live.inFlight().operation();
            if (operation != null) {
                ofTask(reports, Draft.taskId(operation.command()), operation.attempt(), now);
                ofTask(reports, Draft.taskId(operation.command()), operation.attempt() - 1, now);
            }
            live.inFlight()
                    .strays()
                    .forEach(stray ->
                            ofTask(reports, StrayRules.taskId(Simulation.ID, stray.nativeId()), stray.attempt(), now));
            live.inFlight().runs().forEach(run -> ofTask(reports, Draft.taskId(run.command()), run.attempt(), now));
            InFlight.Observations observations = live.inFlight().observations();
            for (SightingState state : SightingState.values()) {
                for (long number : new long[] {observations.number(), observations.number() - 1}) {
                    reports.add(new Report.Observed(
                            Simulation.ID, number, observations.epoch() + 1, 1, Report.Sighting.of(state)));
                }
            }
        }
        return reports;
    }

    private static void ofTask(List<Report> reports, String task, int attempt, Instant now) {
        InstanceId id = Simulation.ID;
        reports.add(new Report.Started(id, task, attempt));
        reports.add(new Report.Accepted(id, task, attempt, "native-9"));
        reports.add(new Report.Accepted(id, task, attempt, null));
        reports.add(new Report.Accepted(
                id, task, attempt, "native-9", Simulation.password(new CommandId("c0"), attempt), null));
        for (SightingState state : SightingState.values()) {
            Report.Sighting sighting =
                    Report.Sighting.builder(state).nativeId("native-9").build();
            reports.add(new Report.Accepted(id, task, attempt, "native-9", null, sighting));
            reports.add(new Report.Accepted(id, task, attempt, "native-8", null, sighting));
        }
        for (FailureCategory category : FailureCategory.values()) {
            reports.add(new Report.Failed(id, task, attempt, Failure.of(category, "no")));
        }
        reports.add(new Report.Deferred(id, task, attempt, now.plusSeconds(3), "busy"));
        reports.add(new Report.OutcomeUnknown(id, task, attempt, "lost"));
        reports.add(new Report.RunFinished(
                id, task, attempt, new RunResult(0, null, "", false, false, null, Duration.ZERO)));
    }
}
