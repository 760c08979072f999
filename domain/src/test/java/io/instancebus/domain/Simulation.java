package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.InstanceAction;
import io.instancebus.domain.Command.RunOnInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One instance's life under simulated time, drawn from a seed: commands come, also twice and in bad order;
 * tasks are lost, delivered twice, executed by workers that die before or after the effect; reports are lost,
 * doubled and overtake each other; watchers change. After each decision the {@link Rules} are checked. In the
 * end all trouble ceases, and everything must come to rest.
 */
final class Simulation {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Policy POLICY = Policy.sandbox();
    static final Accounts ACCOUNTS = new Accounts(List.of(new Account("sandbox", ProviderType.SANDBOX, POLICY)));
    static final InstanceId ID = new InstanceId("i-1");

    private record Happening(Instant at, long order, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Random random;
    private final SimulatedCloud cloud;
    private Decider decider;
    private final Decider later;
    private final PriorityQueue<Happening> agenda = new PriorityQueue<>();
    private final Set<CommandId> seen = new HashSet<>();
    private final Map<String, Integer> executed = new HashMap<>();
    private final BiConsumer<@Nullable Aggregate, Instant> visitor;
    final Rules rules = new Rules();
    private final List<Command> published = new ArrayList<>();
    private @Nullable Aggregate aggregate;
    private Instant now = BEGIN;
    private long order;
    private long epoch = 1;
    private long pass;
    private long requested;
    private boolean troubled = true;
    private final Set<String> reported = new HashSet<>();

    Simulation(long seed, BiConsumer<@Nullable Aggregate, Instant> visitor) {
        this(seed, ACCOUNTS, ACCOUNTS, visitor);
    }

    /** @param later what is decided by from the second minute on */
    Simulation(long seed, Accounts first, Accounts later, BiConsumer<@Nullable Aggregate, Instant> visitor) {
        this.decider = new Decider(first);
        this.later = new Decider(later);
        this.random = new Random(seed);
        this.cloud = new SimulatedCloud(random);
        this.visitor = visitor;
    }

    void run() {
        publish();
        schedule(Duration.ofMinutes(1), () -> decider = later);
        Instant end = BEGIN.plus(Duration.ofMinutes(8));
        schedule(Duration.ofSeconds(1), this::watch);
        if (random.nextInt(20) == 0) {
            Report forged = new Report.Accepted(ID, ID + ":c0", 1, SimulatedCloud.FOREIGN);
            schedule(soon(random.nextBoolean() ? 1_000 : 200_000), () -> decide(new Input.ReportReceived(forged)));
        }
        if (random.nextInt(10) == 0) {
            schedule(soon(400_000), this::forgeObservation);
        }
        until(end);
        troubled = false;
        cloud.troubled = false;
        until(end.plus(POLICY.hardLimit().multipliedBy(3)));
        rules.everythingIsAnswered();
        if (aggregate instanceof Aggregate.Live live) {
            rules.atRest(live, cloud.state(live.instance().nativeId(), now), now);
        }
        rules.oneMachineAtMost(cloud.created);
        assertThat(cloud.destroyed).as("a machine of somebody else").doesNotContain(SimulatedCloud.FOREIGN);
        for (String nativeId : reported) {
            rules.isTheInstanceOrGoneOrTold(nativeId, cloud.state(nativeId, now));
        }
    }

    private void until(Instant end) {
        while (true) {
            Happening next = agenda.peek();
            if (next == null || next.at.isAfter(end)) {
                now = end;
                return;
            }
            agenda.remove();
            now = next.at;
            next.what.run();
        }
    }

    private void schedule(Duration after, Runnable what) {
        agenda.add(new Happening(now.plus(after), order++, what));
    }

    private Duration soon(int millis) {
        return Duration.ofMillis(1 + random.nextInt(millis));
    }

    private boolean trouble(int oneIn) {
        return troubled && random.nextInt(oneIn) == 0;
    }

    private void publish() {
        boolean destroyAtEnd = random.nextBoolean();
        int commands = 1 + random.nextInt(8);
        Duration at = Duration.ZERO;
        for (int index = 0; index < commands; index++) {
            Command.Body body = index == 0 && random.nextInt(10) > 0
                    ? create()
                    : destroyAtEnd && index == commands - 1 ? new InstanceAction(Action.DESTROY, false) : anyBody();
            at = at.plusMillis(random.nextInt(20_000));
            send(command("c" + index, body, at), at);
        }
        if (random.nextInt(4) == 0) {
            schedule(Duration.ofSeconds(random.nextInt(240)), () -> cloud.meddle(now));
        }
    }

    private void send(Command command, Duration at) {
        published.add(command);
        schedule(at, () -> receive(command));
        if (random.nextInt(3) == 0) {
            schedule(at.plus(soon(30_000)), () -> receive(command));
        }
    }

    private Command command(String id, Command.Body body, Duration at) {
        Instant issuedAt = BEGIN.plus(at).minusSeconds(random.nextInt(15) == 0 ? 90_000 : 0);
        Instant expiresAt = random.nextInt(15) == 0 ? issuedAt.minusSeconds(1) : null;
        Long version = random.nextInt(15) == 0 ? Long.valueOf(random.nextInt(9)) : null;
        return new Command(new CommandId(id), ID, "simulation", issuedAt, null, version, expiresAt, body);
    }

    private CreateInstance create() {
        String account = random.nextInt(30) == 0 ? "nobody" : "sandbox";
        return new CreateInstance(account, "img1", null, null, null, null, List.of(), null, Map.of());
    }

    private Command.Body anyBody() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> new InstanceAction(Action.STOP, false);
            case 2, 3 -> new InstanceAction(Action.START, false);
            case 4 -> new InstanceAction(Action.REBOOT, false);
            case 5 -> new InstanceAction(Action.DESTROY, false);
            case 6 -> create();
            default -> new RunOnInstance(new ProtectedText.Clear("uptime"), null, null, null, null, 5, null);
        };
    }

    private void receive(Command command) {
        decide(new Input.CommandReceived(command, seen.contains(command.commandId())));
        if (aggregate != null) {
            seen.add(command.commandId());
        }
    }

    private void report(Report report) {
        if (trouble(12)) {
            return;
        }
        schedule(soon(trouble(6) ? 20_000 : 50), () -> decide(new Input.ReportReceived(report)));
        if (trouble(8)) {
            schedule(soon(10_000), () -> decide(new Input.ReportReceived(report)));
        }
    }

    private void decide(Input input) {
        if (aggregate instanceof Aggregate.Live
                && input instanceof Input.ReportReceived(Report.Accepted accepted)
                && accepted.nativeId() != null) {
            reported.add(accepted.nativeId());
        }
        Decision decision = decider.decide(aggregate, input, now);
        rules.check(aggregate, input, decision, now);
        // A process that dies here has decided nothing: the same input comes again, to the same state.
        if (trouble(20)) {
            decision = decider.decide(aggregate, input, now);
        }
        aggregate = decision.next();
        visitor.accept(aggregate, now);
        decision.effects().forEach(this::perform);
        Instant dueAt = aggregate == null ? null : aggregate.dueAt();
        if (dueAt != null) {
            Duration after = dueAt.isAfter(now) ? Duration.between(now, dueAt) : Duration.ZERO;
            schedule(after.plusMillis(1 + random.nextInt(100)), this::tick);
        }
    }

    private void tick() {
        Instant dueAt = aggregate == null ? null : aggregate.dueAt();
        if (dueAt != null && !dueAt.isAfter(now)) {
            decide(new Input.TimePassed());
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.IssueTask issue -> deliver(issue.task());
            case Effect.RequestObservation request -> {
                if (!trouble(10)) {
                    schedule(soon(200), () -> answer(request));
                }
            }
            case Effect.ForgetInstance forget -> {}
        }
    }

    private void deliver(Task task) {
        if (trouble(10)) {
            return;
        }
        schedule(soon(trouble(8) ? 40_000 : 100), () -> execute(task, 1));
        if (trouble(10)) {
            schedule(soon(25_000), () -> execute(task, 2));
        }
    }

    /** What a hand does with a task; see the trap list of the design. */
    private void execute(Task task, int delivery) {
        if (now.isAfter(task.notAfter())) {
            return;
        }
        if (trouble(15)) {
            report(new Report.Deferred(ID, task.taskId(), task.attempt(), now.plus(soon(3_000)), "busy"));
            return;
        }
        if (trouble(15)) {
            FailureCategory category = random.nextBoolean() ? FailureCategory.RETRYABLE : FailureCategory.CAPACITY;
            report(new Report.Failed(ID, task.taskId(), task.attempt(), Failure.of(category, "no")));
            return;
        }
        switch (task.body()) {
            case Task.Create create -> create(task, create.nativeId());
            case Task.Act act -> act(task, act, delivery);
            case Task.DestroyStray stray -> destroy(task, stray);
            case Task.Run run -> run(task, delivery);
        }
    }

    private void create(Task task, @Nullable String found) {
        boolean before = trouble(12);
        if (!before) {
            String nativeId = found == null ? cloud.create(task.requestKey(), now) : found;
            if (cloud.goOn(nativeId, now) && !trouble(10)) {
                // A worker that finds it made already knows no password.
                AdminPassword password = random.nextBoolean() ? password(task.commandId(), random.nextInt()) : null;
                Report.Sighting shown = random.nextBoolean() ? cloud.answer(nativeId, now) : null;
                report(new Report.Accepted(ID, task.taskId(), task.attempt(), nativeId, password, shown));
                return;
            }
        }
        if (random.nextBoolean()) {
            report(new Report.OutcomeUnknown(ID, task.taskId(), task.attempt(), "the answer was lost"));
        }
    }

    /** Each sealing of the same password is other bytes. */
    static AdminPassword password(CommandId commandId, int sealing) {
        byte[] ciphertext = new byte[20];
        new Random(sealing).nextBytes(ciphertext);
        return new AdminPassword(
                commandId, null, new ProtectedText.Sealed("key", new Bytes(new byte[32]), new Bytes(ciphertext)));
    }

    private void destroy(Task task, Task.DestroyStray stray) {
        if (stray.kept() != null && !cloud.isMadeFor(stray.kept(), task.requestKey())) {
            refuse(task, FailureCategory.INVALID);
        } else {
            act(task, new Task.Act(Action.DESTROY, true, stray.nativeId()), 1);
        }
    }

    private void refuse(Task task, FailureCategory category) {
        report(new Report.Failed(ID, task.taskId(), task.attempt(), Failure.of(category, "no: " + category)));
    }

    private void act(Task task, Task.Act act, int delivery) {
        if (act.action() == Action.REBOOT) {
            if (delivery > 1) {
                report(new Report.OutcomeUnknown(ID, task.taskId(), task.attempt(), "delivered again"));
                return;
            }
            report(new Report.Started(ID, task.taskId(), task.attempt()));
        }
        SightingState state = cloud.state(act.nativeId(), now);
        if (state == SightingState.MISSING || state == SightingState.GONE) {
            refuse(task, FailureCategory.NOT_FOUND);
            return;
        }
        if (act.action() == Action.DESTROY && !cloud.isMadeFor(act.nativeId(), task.requestKey())) {
            refuse(task, FailureCategory.INVALID);
            return;
        }
        cloud.act(act.action(), act.nativeId(), now);
        if (!trouble(10)) {
            report(new Report.Accepted(ID, task.taskId(), task.attempt(), null));
        } else if (random.nextBoolean()) {
            report(new Report.OutcomeUnknown(ID, task.taskId(), task.attempt(), "the answer was lost"));
        }
    }

    /** The remote side keeps the result, so that a repeat adopts it. */
    private void run(Task task, int delivery) {
        report(new Report.Started(ID, task.taskId(), task.attempt()));
        executed.merge(task.commandId().value(), 1, Integer::sum);
        if (trouble(8)) {
            return;
        }
        RunResult result = new RunResult(0, null, "up", false, delivery > 5, "SHA256:x", Duration.ofSeconds(1));
        schedule(soon(6_000), () -> report(new Report.RunFinished(ID, task.taskId(), task.attempt(), result)));
    }

    private void answer(Effect.RequestObservation request) {
        requested = Math.max(requested, request.number());
        observe(
                request.nativeId() == null ? cloud.find(request.requestKey(), now) : request.nativeId(),
                request.number());
    }

    private void observe(@Nullable String nativeId, long number) {
        report(new Report.Observed(ID, number, epoch, ++pass, cloud.observe(nativeId, now)));
    }

    /** The account's watcher: sometimes an observation of its own, of which it reports only differences. */
    private void watch() {
        if (trouble(20)) {
            epoch++;
            pass = 0;
            requested = 0;
        }
        if (aggregate instanceof Aggregate.Live live) {
            Instance instance = live.instance();
            String nativeId = instance.nativeId();
            SightingState state = cloud.state(nativeId, now);
            if (nativeId != null && instance.state() != InstanceState.FINISH && differs(instance, state)) {
                observe(
                        nativeId,
                        Math.max(requested, live.inFlight().observations().number()));
            }
        }
        schedule(Duration.ofSeconds(1), this::watch);
    }

    /** A record with numbers that no watcher gives, after which the truth must count again. */
    private void forgeObservation() {
        if (aggregate instanceof Aggregate.Live live) {
            long current = live.inFlight().observations().number();
            long number = random.nextInt(4) == 0 ? Long.MAX_VALUE : current;
            boolean late = random.nextBoolean();
            Report.Sighting lie =
                    Report.Sighting.of(random.nextBoolean() ? SightingState.RUNNING : SightingState.STOPPED);
            decide(new Input.ReportReceived(
                    new Report.Observed(ID, number, late ? Long.MAX_VALUE : epoch, Long.MAX_VALUE, lie)));
        }
    }

    private static boolean differs(Instance instance, SightingState state) {
        return !state.name().equals(instance.state().name())
                && !(state == SightingState.MISSING && instance.vanished());
    }
}
