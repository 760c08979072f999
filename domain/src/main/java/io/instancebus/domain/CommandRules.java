package io.instancebus.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accepts or rejects a command that has just arrived. */
final class CommandRules {
    static final Duration OLDEST = Duration.ofHours(24);
    static final Duration FURTHEST_AHEAD = Duration.ofMinutes(5);

    private final Accounts accounts;
    private final Rejections rejections;

    CommandRules(Accounts accounts, Rejections rejections) {
        this.accounts = accounts;
        this.rejections = rejections;
    }

    /** A rejection, with its code and reason. */
    private record No(RejectionCode code, String reason) {}

    Decision decide(@Nullable Aggregate before, Command command, Instant now) {
        Optional<No> no =
                untimely(command, now).or(() -> misdirected(before, command)).or(() -> unresolvable(command));
        if (no.isPresent()) {
            return rejections.reject(before, command, no.get().code(), no.get().reason(), now);
        }
        return switch (command.body()) {
            case Command.CreateInstance create -> create(command, create, now);
            case Command.InstanceAction action -> act((Aggregate.Live) before(before), command, action, now);
            case Command.RunOnInstance run -> run((Aggregate.Live) before(before), command, run, now);
        };
    }

    private static Aggregate before(@Nullable Aggregate before) {
        if (before == null) {
            throw new IllegalStateException("a command for an unknown instance passed the checks");
        }
        return before;
    }

    private static Optional<No> untimely(Command command, Instant now) {
        Instant expiresAt = command.expiresAt();
        if (expiresAt != null && now.isAfter(expiresAt)) {
            return Optional.of(new No(RejectionCode.EXPIRED, "the command expired at " + expiresAt));
        }
        if (command.issuedAt().isBefore(now.minus(OLDEST))) {
            return Optional.of(new No(
                    RejectionCode.TOO_OLD,
                    "the command was issued at " + command.issuedAt() + ", more than 24 hours ago; issue it afresh"));
        }
        if (command.issuedAt().isAfter(now.plus(FURTHEST_AHEAD))) {
            return Optional.of(new No(
                    RejectionCode.CLOCK_AHEAD,
                    "the command says it was issued at " + command.issuedAt() + ", and it is " + now
                            + "; set the publisher's clock"));
        }
        return Optional.empty();
    }

    private static Optional<No> unresolvable(Command command) {
        return command.body()
                .texts()
                .filter(text -> text instanceof ProtectedText.Reference reference && !reference.isFile())
                .findFirst()
                .map(text -> new No(
                        RejectionCode.INVALID,
                        "a command cannot refer to the environment of the workers; refer to a file that the operator puts"
                                + " into the secrets folder for it, or seal the secret"));
    }

    private Optional<No> misdirected(@Nullable Aggregate before, Command command) {
        boolean create = command.body() instanceof Command.CreateInstance;
        return switch (before) {
            case null ->
                create
                        ? unknownAccount(((Command.CreateInstance) command.body()).account())
                        : Optional.of(new No(
                                RejectionCode.INSTANCE_NOT_FOUND, "there is no instance " + command.instanceId()));
            case Aggregate.Tombstone tombstone -> Optional.of(finished(tombstone.id(), create));
            case Aggregate.Live live -> misdirected(live.instance(), command, create);
        };
    }

    private Optional<No> misdirected(Instance instance, Command command, boolean create) {
        if (create && instance.state() != InstanceState.FINISH) {
            return Optional.of(new No(
                    RejectionCode.INSTANCE_EXISTS,
                    "there is an instance " + instance.id() + " already; mint another instanceId"));
        }
        if (instance.state() == InstanceState.FINISH) {
            return Optional.of(finished(instance.id(), create));
        }
        Long expected = command.expectedVersion();
        if (expected != null && expected != instance.version()) {
            return Optional.of(new No(
                    RejectionCode.VERSION_CONFLICT,
                    "the instance is at version " + instance.version() + ", and version " + expected
                            + " was expected; look at it again"));
        }
        // No worker would take its tasks, so not even a failure would be reported before the deadline.
        return unknownAccount(instance.account());
    }

    private static No finished(InstanceId id, boolean create) {
        return new No(
                RejectionCode.INSTANCE_FINISHED,
                "instance " + id + " is finished" + (create ? "; its id is not used again, mint another" : ""));
    }

    private Optional<No> unknownAccount(String account) {
        if (accounts.find(account).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new No(
                RejectionCode.UNKNOWN_ACCOUNT,
                "there is no account \"" + account + "\"; there are " + accounts.names()));
    }

    private Decision create(Command command, Command.CreateInstance create, Instant now) {
        Account account = accounts.find(create.account()).orElseThrow();
        Draft draft = Draft.begin(command.instanceId(), account, accounts, now);
        Attribution why = Attribution.to(command);
        Instant deadline = now.plus(draft.policy.hardLimit());
        draft.emit(why, new Event.CommandAccepted(CommandType.CREATE, deadline, 0));
        draft.emit(why, new Event.InstanceDetailsChanged(InstanceDetails.requested(create), Cause.COMMAND, List.of()));
        draft.become(InstanceState.PENDING, why, Cause.COMMAND);
        new OperationRules(draft).begin(command, deadline);
        return draft.decision();
    }

    private Decision act(Aggregate.Live live, Command command, Command.InstanceAction action, Instant now) {
        Draft draft = Draft.of(live, accounts, now);
        Optional<No> no = illegal(draft, action.action());
        if (no.isPresent()) {
            return rejections.reject(live, command, no.get().code(), no.get().reason(), now);
        }
        boolean destroy = action.action() == Action.DESTROY;
        int ahead = destroy ? 0 : draft.queue.size() + (draft.operation == null ? 0 : 1);
        Instant deadline = now.plus(draft.policy.hardLimit());
        draft.emit(
                Attribution.to(command),
                new Event.CommandAccepted(action.action().commandType(), deadline, ahead));
        OperationRules operations = new OperationRules(draft);
        if (destroy) {
            operations.makeWay(command);
        }
        if (draft.operation == null) {
            operations.begin(command, deadline);
        } else {
            draft.queue.add(new InFlight.QueuedCommand(command, deadline));
        }
        return draft.decision();
    }

    private static Optional<No> illegal(Draft draft, Action action) {
        Optional<CommandId> destroyer = destroyer(draft);
        if (destroyer.isPresent()) {
            return Optional.of(new No(
                    RejectionCode.ILLEGAL_ACTION, "the instance is being destroyed, by command " + destroyer.get()));
        }
        // A command that is illegal in every state does not wait in the queue.
        Optional<String> never = draft.legal.whyNever(draft.instance().providerType(), action.commandType());
        if (never.isPresent()) {
            return never.map(reason -> new No(RejectionCode.ILLEGAL_ACTION, reason));
        }
        boolean waits = draft.operation != null && action != Action.DESTROY;
        if (waits) {
            return draft.queue.size() < InFlight.QUEUE_LIMIT
                    ? Optional.empty()
                    : Optional.of(new No(
                            RejectionCode.QUEUE_FULL,
                            InFlight.QUEUE_LIMIT + " commands of this instance wait already; send it again later"));
        }
        return illegal(draft, action.commandType());
    }

    private static Optional<No> illegal(Draft draft, CommandType type) {
        return draft.legal.whyIllegal(draft.state(), type).map(reason -> new No(RejectionCode.ILLEGAL_ACTION, reason));
    }

    private static Optional<CommandId> destroyer(Draft draft) {
        InFlight.Operation operation = draft.operation;
        if (operation != null && operation.command().body().type() == CommandType.DESTROY) {
            return Optional.of(operation.command().commandId());
        }
        return draft.queue.stream()
                .map(InFlight.QueuedCommand::command)
                .filter(waiting -> waiting.body().type() == CommandType.DESTROY)
                .map(Command::commandId)
                .findFirst();
    }

    private Decision run(Aggregate.Live live, Command command, Command.RunOnInstance run, Instant now) {
        Draft draft = Draft.of(live, accounts, now);
        Optional<No> no = illegal(draft, CommandType.RUN)
                .or(() -> draft.runs.size() < InFlight.RUN_LIMIT
                        ? Optional.empty()
                        : Optional.of(new No(
                                RejectionCode.QUEUE_FULL,
                                InFlight.RUN_LIMIT + " runs of this instance are in flight; send it again later")))
                .or(() -> elsewhere(run, draft.details(), sshPort(draft.instance())));
        if (no.isPresent()) {
            return rejections.reject(live, command, no.get().code(), no.get().reason(), now);
        }
        Instant deadline = now.plus(draft.policy.hardLimit()).plus(run.timeout());
        draft.emit(Attribution.to(command), new Event.CommandAccepted(CommandType.RUN, deadline, 0));
        new RunRules(draft).begin(command, run, deadline);
        return draft.decision();
    }

    private int sshPort(Instance instance) {
        return accounts.find(instance.account()).map(Account::sshPort).orElse(Account.USUAL_SSH_PORT);
    }

    /** The workers' own secrets go only to the instance's own SSH server; the worker checks this again. */
    private static Optional<No> elsewhere(Command.RunOnInstance run, InstanceDetails details, int usualPort) {
        if (run.bringsItsSecrets() || details.isItself(run.address(), run.port(), usualPort)) {
            return Optional.empty();
        }
        String wrong = details.reports(run.address())
                ? "port is not where the instance's SSH server answers"
                : "address is not one that the provider reported for the instance";
        return Optional.of(new No(
                RejectionCode.INVALID,
                wrong + ", and the workers' secrets are sent to no other: seal a credential, and the command line if it"
                        + " is secret, for this command, or leave address and port out"));
    }
}
