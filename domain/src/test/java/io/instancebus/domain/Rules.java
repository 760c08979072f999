package io.instancebus.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold after every decision, and in the end. */
final class Rules {
    private final List<Event> log = new ArrayList<>();
    private final Map<CommandId, Instant> open = new HashMap<>();
    private final Set<CommandId> answered = new HashSet<>();
    private @Nullable Instance folded;

    List<Event> log() {
        return log;
    }

    void check(@Nullable Aggregate before, Input input, Decision decision, Instant now) {
        for (Event event : decision.events()) {
            if (event.sequence() == 0) {
                assertThat(before).as("sequence 0 is for what does not exist").isNull();
                assertThat(event.body()).isInstanceOf(Event.CommandRejected.class);
                continue;
            }
            assertThat(event.sequence()).as("no gap, no duplicate").isEqualTo(version() + 1);
            if (event.body() instanceof Event.InstanceStateChanged changed) {
                InstanceState from = folded == null ? InstanceState.START : folded.state();
                assertThat(changed.from()).isEqualTo(from);
                assertThat(from.mayBecome(changed.to()))
                        .as(from + " → " + changed.to())
                        .isTrue();
            }
            AdminPassword password = password();
            folded = Instance.evolve(folded, event);
            assertThat(password == null || password.equals(password()))
                    .as("a password stays as it was first told")
                    .isTrue();
            log.add(event);
            keepAccounts(event, now);
        }
        if (decision.next() instanceof Aggregate.Live live) {
            assertThat(folded).as("the fold of the events is the state").isEqualTo(live.instance());
            assertThat(live.inFlight().queue().size()).isLessThanOrEqualTo(InFlight.QUEUE_LIMIT);
            assertThat(live.inFlight().runs().size()).isLessThanOrEqualTo(InFlight.RUN_LIMIT);
        }
        if (input instanceof Input.CommandReceived(Command command, boolean seen)) {
            long answers = decision.events().stream()
                    .filter(event -> command.commandId().equals(event.commandId()))
                    .filter(event -> event.body() instanceof Event.CommandAccepted
                            || event.body() instanceof Event.CommandRejected)
                    .count();
            assertThat(answers)
                    .as("a command is accepted or rejected at once; a duplicate changes nothing")
                    .isEqualTo(seen ? 0 : 1);
        }
        open.forEach((command, deadline) -> assertThat(now)
                .as("command " + command + " is answered by its deadline")
                .isBefore(deadline.plus(Duration.ofSeconds(1))));
    }

    private long version() {
        return folded == null ? 0 : folded.version();
    }

    private @Nullable AdminPassword password() {
        InstanceDetails details = folded == null ? null : folded.details();
        return details == null ? null : details.adminPassword();
    }

    private void keepAccounts(Event event, Instant now) {
        CommandId command = event.commandId();
        switch (event.body()) {
            case Event.CommandAccepted accepted -> {
                assertThat(accepted.deadline()).isAfter(now);
                assertThat(open.put(id(command), accepted.deadline())).isNull();
            }
            case Event.CommandSucceeded succeeded -> answer(id(command));
            case Event.CommandFailed failed -> answer(id(command));
            case Event.CommandOutcomeUnknown unknown -> answer(id(command));
            case Event.CommandRejected rejected -> {}
            case Event.InstanceStateChanged changed -> {}
            case Event.InstanceDetailsChanged changed -> {}
            case Event.InstanceStalled stalled -> {}
            case Event.InstanceVanished vanished -> {}
            case Event.InstanceReappeared reappeared -> {}
            case Event.StrayMachineDestroyed destroyed -> {}
            case Event.StrayMachineLeft left -> {}
            case Event.RunCompleted completed -> {}
        }
    }

    private static CommandId id(@Nullable CommandId command) {
        assertThat(command).as("an answer names its command").isNotNull();
        return java.util.Objects.requireNonNull(command);
    }

    private void answer(CommandId command) {
        assertThat(open.remove(command))
                .as("answered once, after it was accepted: " + command)
                .isNotNull();
        assertThat(answered.add(command)).isTrue();
    }

    void everythingIsAnswered() {
        assertThat(open).as("commands without an answer").isEmpty();
    }

    void oneMachineAtMost(int created) {
        assertThat(created).as("machines made for one create").isLessThanOrEqualTo(1);
    }

    /** No machine that a worker told of runs on unseen. */
    void isTheInstanceOrGoneOrTold(String nativeId, SightingState there) {
        InstanceDetails details = folded == null ? null : folded.details();
        boolean itself = details != null && nativeId.equals(details.nativeId());
        boolean gone = there == SightingState.GONE || there == SightingState.MISSING;
        assertThat(itself || gone || log.stream().anyMatch(event -> isLeft(event, nativeId)))
                .as(nativeId + " is " + there + " and nobody was told")
                .isTrue();
    }

    private static boolean isLeft(Event event, String nativeId) {
        return event.body() instanceof Event.StrayMachineLeft left
                && left.nativeId().equals(nativeId);
    }

    private static boolean tellsOfFailure(Event event) {
        return switch (event.body()) {
            case Event.CommandFailed failed -> true;
            case Event.CommandOutcomeUnknown unknown -> true;
            case Event.InstanceStateChanged changed -> changed.to() == InstanceState.ERROR && event.commandId() == null;
            default -> false;
        };
    }

    /** Long after the last trouble nothing is under way, and the instance is as its provider shows it. */
    void atRest(Aggregate.Live live, SightingState there, Instant now) {
        InFlight inFlight = live.inFlight();
        assertThat(inFlight.operation()).as("a change that never ends").isNull();
        assertThat(inFlight.queue()).isEmpty();
        assertThat(inFlight.runs()).allMatch(InFlight.Run::answered);
        InstanceState state = live.instance().state();
        switch (there) {
            case MISSING ->
                assertThat(live.instance().vanished()
                                || state == InstanceState.FINISH
                                || live.instance().nativeId() == null)
                        .as("missing at the provider, and " + live.instance())
                        .isTrue();
            case GONE -> assertThat(state).isEqualTo(InstanceState.FINISH);
            case UNKNOWN -> {}
            case PENDING, STOPPING -> {
                // What is under way there for ever was given up here, or was in error before: both were told.
                if (state == InstanceState.ERROR) {
                    assertThat(log).as("nobody was told of " + live).anyMatch(Rules::tellsOfFailure);
                } else {
                    assertThat(state.name()).isEqualTo(there.name());
                }
            }
            case RUNNING, STOPPED, ERROR ->
                assertThat(state.name())
                        .as("state, long after: " + live + " at " + now)
                        .isEqualTo(there.name());
        }
    }
}
