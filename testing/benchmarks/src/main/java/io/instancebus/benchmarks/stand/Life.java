package io.instancebus.benchmarks.stand;

import io.instancebus.domain.Account;
import io.instancebus.domain.Accounts;
import io.instancebus.domain.Action;
import io.instancebus.domain.Address;
import io.instancebus.domain.AddressType;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandId;
import io.instancebus.domain.Decider;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Event;
import io.instancebus.domain.Input;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Report;
import io.instancebus.domain.SightingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The events and commands of one instance from the real decider: created, submitted, observed, running, stopped again.
 */
public final class Life {
    /** The account that all measures have. */
    public static final String OURS = "sandbox";
    /** An account that no worker of a measure serves. */
    public static final String ELSEWHERE = "elsewhere";

    private static final Decider DECIDER = new Decider(new Accounts(List.of(
            new Account(OURS, ProviderType.SANDBOX, Policy.sandbox()),
            new Account(ELSEWHERE, ProviderType.SANDBOX, Policy.sandbox()))));

    private final InstanceId id;
    private final String account;
    private final String commands;
    private final List<Event> events = new ArrayList<>();
    private @Nullable Aggregate aggregate;
    private Instant now;
    private long pass;
    private int decisions;

    private Life(InstanceId id, String account, String commands, Instant from) {
        this.id = id;
        this.account = account;
        this.commands = commands;
        this.now = from;
    }

    /** A life up to RUNNING, in the account that all measures have. */
    public static Life running(String id, Instant from) {
        return running(OURS, id, from);
    }

    /** A life up to RUNNING in an account of {@link #OURS} and {@link #ELSEWHERE}. */
    public static Life running(String account, String id, Instant from) {
        Life life = new Life(new InstanceId(id), account, "c-" + id, from);
        life.create();
        return life;
    }

    /** A life up to STOPPED. */
    public static Life stopped(String id, Instant from) {
        Life life = running(id, from);
        life.stop();
        return life;
    }

    private void create() {
        CommandId command = new CommandId(commands + "-1");
        take(new Input.CommandReceived(
                new Command(
                        command,
                        id,
                        "benchmark",
                        now,
                        null,
                        null,
                        null,
                        new Command.CreateInstance(
                                account,
                                "img1",
                                null,
                                null,
                                "web-" + id.value(),
                                null,
                                List.of(),
                                null,
                                Map.of("role", "web", "stage", "test"))),
                false));
        submittedAndSeen(command, SightingState.RUNNING);
    }

    private void stop() {
        CommandId command = new CommandId(commands + "-2");
        take(new Input.CommandReceived(
                new Command(
                        command,
                        id,
                        "benchmark",
                        now,
                        null,
                        null,
                        null,
                        new Command.InstanceAction(Action.STOP, false)),
                false));
        submittedAndSeen(command, SightingState.STOPPED);
    }

    private void submittedAndSeen(CommandId command, SightingState state) {
        now = now.plusMillis(80);
        take(new Input.ReportReceived(
                new Report.Accepted(id, id.value() + ":" + command.value(), 1, "i-" + id.value())));
        now = now.plusSeconds(2);
        take(new Input.TimePassed());
        now = now.plusMillis(20);
        take(new Input.ReportReceived(new Report.Observed(id, number(), 1, ++pass, sighting(state))));
    }

    private long number() {
        return aggregate instanceof Aggregate.Live live
                ? live.inFlight().observations().number()
                : 0;
    }

    private Report.Sighting sighting(SightingState state) {
        return Report.Sighting.builder(state)
                .rawState(state.name().toLowerCase(Locale.ROOT))
                .nativeId("i-" + id.value())
                .publicAddresses(List.of(new Address("127.0.0.1", AddressType.IPV4)))
                .sshPort(2222)
                .launchedAt(now)
                .username("i-" + id.value())
                .build();
    }

    private void take(Input input) {
        Decision decision = DECIDER.decide(aggregate, input, now);
        aggregate = decision.next();
        events.addAll(decision.events());
        decisions++;
    }

    public List<Event> events() {
        return events;
    }

    public int decisions() {
        return decisions;
    }

    public Aggregate aggregate() {
        return Objects.requireNonNull(aggregate);
    }
}
