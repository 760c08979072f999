package io.instancebus.command.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.domain.Account;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Action;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Credential;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Effect;
import io.instancebus.domain.Event;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.InFlight;
import io.instancebus.domain.Input;
import io.instancebus.domain.Instance;
import io.instancebus.domain.InstanceDetails;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.InvalidCommand;
import io.instancebus.domain.Phase;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProtectedText;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.mapping.EventMapping;
import io.instancebus.mapping.TaskMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a release with wider bounds has accepted: this one refuses it as new, and carries it on from what is kept. */
class StateBeyondTheBoundsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final InstanceId ID = new InstanceId("i-1");
    private static final Decider DECIDER =
            new Decider(new Accounts(List.of(new Account("box", ProviderType.SANDBOX, Policy.sandbox()))));

    private final AggregateCodec codec = new AggregateCodec();

    @Test
    void aCreateIsReadDecidedOnAndWritten() {
        Command create = command("create", create());
        assertRefusedAsNew(create);
        Aggregate.Live live = live(InstanceState.PENDING, null, operation(create), List.of(), List.of());

        Decision decision = decide(live);

        Task task = issued(decision).getFirst();
        assertThat(task.body()).isEqualTo(new Task.Create(create()));
        // It comes to an end like any other.
        Decision accepted = DECIDER.decide(
                codec.decode(codec.encode(next(decision))),
                new Input.ReportReceived(new Report.Accepted(ID, task.taskId(), task.attempt(), "n-1")),
                NOW);
        assertThat(next(accepted).instance().nativeId()).isEqualTo("n-1");
        assertKept(next(accepted));
    }

    @Test
    void aRunAndWhatWaitsAreReadDecidedOnAndWritten() {
        Command run = command("run", run());
        Command stop = command("stop", new Command.InstanceAction(Action.STOP, false));
        assertRefusedAsNew(run);
        assertRefusedAsNew(stop);
        InFlight.Run running =
                new InFlight.Run(run, NOW.plus(Duration.ofDays(2)), 1, 0, new Phase.Deferred(NOW), false, null, false);
        InFlight.QueuedCommand waiting = new InFlight.QueuedCommand(stop, NOW.plusSeconds(600));
        Command reboot = command("reboot", new Command.InstanceAction(Action.REBOOT, false));
        Aggregate.Live live = live(InstanceState.RUNNING, "n-1", operation(reboot), List.of(waiting), List.of(running));

        Decision decision = decide(live);

        assertThat(issued(decision).stream().map(Task::body))
                .containsExactly(
                        new Task.Act(Action.REBOOT, false, "n-1"),
                        new Task.Run(
                                run(),
                                Objects.requireNonNull(next(decision).instance().details())));
        assertThat(next(decision).inFlight().queue()).containsExactly(waiting);
    }

    @Test
    void aCommandThatIsRefusedNowIsStillAnswered() {
        Command stop = command("stop", new Command.InstanceAction(Action.STOP, false));
        InFlight.QueuedCommand late = new InFlight.QueuedCommand(stop, NOW.minusSeconds(1));
        Aggregate.Live live = live(InstanceState.RUNNING, "n-1", null, List.of(late), List.of());

        Decision decision = decide(live);

        assertThat(decision.events()).hasSize(1);
        assertThat(decision.events().getFirst().body()).isInstanceOf(Event.CommandFailed.class);
        assertThat(decision.events().getFirst().commandId()).isEqualTo(stop.commandId());
    }

    private Decision decide(Aggregate.Live live) {
        assertKept(live);
        Aggregate read = codec.decode(codec.encode(live));
        assertThat(read.dueAt()).isBeforeOrEqualTo(NOW);
        Decision decision = DECIDER.decide(read, new Input.TimePassed(), NOW);
        decision.events()
                .forEach(event -> assertThat(EventMapping.toAvro(event)).isNotNull());
        issued(decision).forEach(task -> assertThat(TaskMapping.toAvro(task)).isNotNull());
        assertKept(next(decision));
        return decision;
    }

    private void assertKept(Aggregate aggregate) {
        assertThat(codec.decode(codec.encode(aggregate))).isEqualTo(aggregate);
    }

    private static void assertRefusedAsNew(Command command) {
        assertThatThrownBy(() -> new Input.CommandReceived(command, false)).isInstanceOf(InvalidCommand.class);
    }

    private static Aggregate.Live next(Decision decision) {
        return (Aggregate.Live) Objects.requireNonNull(decision.next());
    }

    private static List<Task> issued(Decision decision) {
        return decision.effects().stream()
                .filter(Effect.IssueTask.class::isInstance)
                .map(effect -> ((Effect.IssueTask) effect).task())
                .toList();
    }

    private static Aggregate.Live live(
            InstanceState state,
            @Nullable String nativeId,
            InFlight.@Nullable Operation operation,
            List<InFlight.QueuedCommand> queue,
            List<InFlight.Run> runs) {
        InstanceDetails details = new InstanceDetails(
                "n".repeat(1_000),
                "image",
                null,
                create().hardwareProfile(),
                null,
                create().firewalls(),
                create().tags(),
                null,
                nativeId,
                List.of(new Address("192.0.2.1", AddressType.IPV4)),
                List.of(),
                null,
                null,
                null,
                null,
                null);
        InFlight inFlight = new InFlight(
                ID.requestKey(),
                NOW.minusSeconds(60),
                operation,
                queue,
                runs,
                List.of(),
                new InFlight.Observations(1, false, null, 0, 0, 0, 0),
                null,
                null,
                null);
        return new Aggregate.Live(
                new Instance(ID, 2, "box", ProviderType.SANDBOX, state, details, false, NOW), inFlight);
    }

    private static InFlight.Operation operation(Command command) {
        return new InFlight.Operation(
                command, NOW.plusSeconds(600), 1, 0, new Phase.Deferred(NOW), NOW, null, false, NOW.plusSeconds(10));
    }

    private static Command command(String name, Command.Body body) {
        return new Command(
                new CommandId(name), ID, "a".repeat(5_000), NOW, "c".repeat(5_000), null, NOW.plusSeconds(9), body);
    }

    private static Command.CreateInstance create() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            many.put("name-" + i, "v".repeat(300));
        }
        return new Command.CreateInstance(
                "box",
                "m".repeat(300),
                "r".repeat(300),
                new HardwareProfile("h".repeat(300), many),
                "n".repeat(300),
                "k".repeat(300),
                Collections.nCopies(100, "f".repeat(300)),
                new ProtectedText.Clear("u".repeat(100_000)),
                many,
                new Bytes(new byte[56]));
    }

    private static Command.RunOnInstance run() {
        ProtectedText.Sealed secret =
                new ProtectedText.Sealed("k".repeat(300), new Bytes(new byte[56]), new Bytes(new byte[100_000]));
        return new Command.RunOnInstance(
                new ProtectedText.Clear("echo " + "é".repeat(50_000)),
                new Credential(Credential.Type.PASSWORD, secret, null),
                "u".repeat(300),
                "h".repeat(300),
                70_000,
                7_200,
                1 << 20,
                "SHA512:" + "/".repeat(86));
    }
}
