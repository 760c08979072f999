package io.instancebus.mapping;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Action;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Cause;
import io.instancebus.domain.Command;
import io.instancebus.domain.CommandType;
import io.instancebus.domain.DetailChange;
import io.instancebus.domain.Effect;
import io.instancebus.domain.Event;
import io.instancebus.domain.InFlight;
import io.instancebus.domain.Instance;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.InstanceState;
import io.instancebus.domain.LegalActions;
import io.instancebus.domain.Phase;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import io.instancebus.domain.RejectionCode;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Messages of the domain, drawn from a seed. */
final class Generated {
    private final Draw draw;
    private final GeneratedValues values;

    Generated(long seed) {
        this.draw = new Draw(seed);
        this.values = new GeneratedValues(draw);
    }

    Command command() {
        return new Command(
                values.commandId(),
                values.instanceId(),
                draw.word(),
                draw.time(),
                draw.maybe(draw::word),
                draw.maybe(() -> draw.number(0, Long.MAX_VALUE)),
                draw.maybe(draw::time),
                draw.<Command.Body>one(values::create, this::action, values::run));
    }

    private Command.InstanceAction action() {
        return new Command.InstanceAction(draw.symbol(Action.class), draw.yes());
    }

    Task task() {
        return new Task(
                draw.text(130),
                draw.number(1, 1_000),
                values.instanceId(),
                values.commandId(),
                draw.maybe(draw::time),
                draw.text(64),
                draw.providerType(),
                draw.identifier(64),
                draw.time(),
                draw.time(),
                draw.<Task.Body>one(
                        () -> new Task.Create(values.create(), draw.maybe(values::nativeId)),
                        () -> new Task.Act(draw.symbol(Action.class), draw.yes(), values.nativeId()),
                        () -> new Task.DestroyStray(values.nativeId(), draw.maybe(values::nativeId)),
                        () -> new Task.Run(values.run(), values.details())));
    }

    Effect.RequestObservation observation() {
        return new Effect.RequestObservation(
                values.instanceId(),
                draw.text(64),
                draw.providerType(),
                draw.number(0, Long.MAX_VALUE),
                draw.maybe(values::nativeId),
                draw.identifier(64),
                draw.time());
    }

    Report report() {
        InstanceId id = values.instanceId();
        String task = draw.text(130);
        int attempt = draw.number(0, 1_000);
        return draw.<Report>one(
                () -> new Report.Started(id, task, attempt),
                () -> new Report.Accepted(
                        id,
                        task,
                        attempt,
                        draw.maybe(values::nativeId),
                        draw.maybe(values::adminPassword),
                        draw.maybe(values::sighting)),
                () -> new Report.Failed(id, task, attempt, values.failure()),
                () -> new Report.Deferred(id, task, attempt, draw.time(), draw.sentences()),
                () -> new Report.OutcomeUnknown(id, task, attempt, draw.sentences()),
                () -> new Report.RunFinished(id, task, attempt, values.runResult()),
                () -> new Report.Observed(
                        id,
                        draw.number(0, Long.MAX_VALUE),
                        draw.number(0, Long.MAX_VALUE),
                        draw.number(0, Long.MAX_VALUE),
                        values.sighting()));
    }

    Event event() {
        return new Event(
                values.instanceId(),
                draw.yes() ? 0 : draw.number(1, Long.MAX_VALUE),
                draw.time(),
                draw.time(),
                draw.word(),
                draw.maybe(() -> draw.providerType()),
                draw.word(),
                draw.maybe(values::commandId),
                draw.maybe(draw::word),
                draw.maybe(draw::word),
                eventBody());
    }

    private Event.InstanceDetailsChanged detailsChanged() {
        return new Event.InstanceDetailsChanged(
                values.details(),
                draw.symbol(Cause.class),
                draw.list(
                        4,
                        () -> new DetailChange(
                                draw.sentences(), draw.maybe(draw::sentences), draw.maybe(draw::sentences))));
    }

    private Event.Body eventBody() {
        return draw.<Event.Body>one(
                () -> new Event.CommandAccepted(commandType(), draw.time(), draw.number(0, 16)),
                () -> new Event.CommandRejected(
                        draw.maybe(this::commandType), draw.symbol(RejectionCode.class), draw.sentences()),
                () -> new Event.CommandSucceeded(commandType()),
                () -> new Event.CommandFailed(commandType(), values.failure()),
                () -> new Event.CommandOutcomeUnknown(commandType(), draw.sentences(), draw.sentences()),
                this::stateChanged,
                this::detailsChanged,
                () -> new Event.InstanceStalled(draw.symbol(InstanceState.class), draw.time(), draw.sentences()),
                () -> new Event.InstanceVanished(draw.sentences(), draw.number(1, 100)),
                () -> new Event.InstanceReappeared(draw.sentences()),
                () -> new Event.StrayMachineDestroyed(values.nativeId(), draw.sentences()),
                () -> new Event.StrayMachineLeft(values.nativeId(), values.failure(), draw.sentences()),
                () -> new Event.RunCompleted(values.runResult()));
    }

    private Event.InstanceStateChanged stateChanged() {
        return new Event.InstanceStateChanged(
                draw.symbol(InstanceState.class),
                draw.symbol(InstanceState.class),
                draw.symbol(Cause.class),
                draw.maybe(draw::sentences),
                draw.maybe(values::failure),
                actions());
    }

    List<CommandType> actions() {
        return draw.of(LegalActions.COMMON.in(draw.symbol(InstanceState.class)), List.of(CommandType.values()));
    }

    /** An instance whose details are known. */
    Aggregate.Live live() {
        Instance instance = new Instance(
                values.instanceId(),
                draw.number(1, Long.MAX_VALUE),
                draw.text(64),
                draw.providerType(),
                draw.symbol(InstanceState.class),
                values.details(),
                draw.yes(),
                draw.time());
        return new Aggregate.Live(instance, inFlight());
    }

    private InFlight inFlight() {
        InFlight.Observations observations =
                new InFlight.Observations(draw.number(0, Long.MAX_VALUE), draw.yes(), null, 0, 0, 0, 0);
        return new InFlight(
                draw.identifier(64),
                draw.time(),
                draw.maybe(this::operation),
                List.of(),
                List.of(),
                List.of(),
                observations,
                null,
                null,
                null);
    }

    private InFlight.Operation operation() {
        return new InFlight.Operation(
                command(), draw.time(), 1, 0, new Phase.Accepted(), draw.time(), null, false, draw.time());
    }

    AccountNews news() {
        return draw.<AccountNews>one(
                () -> new AccountNews.SourceStale(draw.time(), values.failure()),
                () -> new AccountNews.SourceRecovered(draw.maybe(draw::time), draw.maybe(draw::sentences)),
                () -> new AccountNews.CatalogueChanged(values.catalogue()),
                () -> new AccountNews.CatalogueUnreadable(draw.time(), values.failure()),
                () -> new AccountNews.ProviderRulesDeclared(rules()),
                () -> new AccountNews.SealingKeyPublished(
                        draw.identifier(16), draw.word(), draw.bytes(draw.of(0, 32))));
    }

    private ProviderRules rules() {
        Map<InstanceState, List<CommandType>> actions = new EnumMap<>(InstanceState.class);
        for (InstanceState state : LegalActions.COMMON.byState().keySet()) {
            boolean any = state != InstanceState.START && state != InstanceState.FINISH;
            actions.put(
                    state,
                    any
                            ? draw.of(LegalActions.COMMON.in(state), List.of(CommandType.RUN, CommandType.STOP))
                            : List.of());
        }
        return new ProviderRules(
                new LegalActions(actions),
                new Policy(
                        patience(),
                        patience(),
                        patience(),
                        patience(),
                        Duration.ofDays(366),
                        patience(),
                        draw.number(1, 1_000),
                        patience(),
                        patience(),
                        draw.number(1, 1_000),
                        patience()));
    }

    private Duration patience() {
        return Duration.ofMillis(draw.number(1, 4_000_000L));
    }

    private CommandType commandType() {
        return draw.symbol(CommandType.class);
    }
}
