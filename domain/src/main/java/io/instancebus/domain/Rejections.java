package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejects commands. For an instance that exists or existed, the rejection is a numbered part of its history. For an
 * instance that never existed, it is an event with sequence 0, and nothing is stored.
 */
final class Rejections {
    private final Accounts accounts;

    Rejections(Accounts accounts) {
        this.accounts = accounts;
    }

    Decision refuse(@Nullable Aggregate before, Input.CommandRefused refused, Instant now) {
        Attribution why = new Attribution(
                refused.actor(),
                refused.commandId(),
                refused.correlationId(),
                refused.commandId().value());
        return reject(
                before,
                refused.instanceId(),
                "",
                why,
                new Event.CommandRejected(refused.type(), refused.code(), refused.reason()),
                now);
    }

    Decision reject(@Nullable Aggregate before, Command command, RejectionCode code, String reason, Instant now) {
        String account = command.body() instanceof Command.CreateInstance create ? create.account() : "";
        return reject(
                before,
                command.instanceId(),
                account,
                Attribution.to(command),
                new Event.CommandRejected(command.body().type(), code, reason),
                now);
    }

    private Decision reject(
            @Nullable Aggregate before,
            InstanceId id,
            String account,
            Attribution why,
            Event.CommandRejected rejection,
            Instant now) {
        return switch (before) {
            case null -> decision(event(id, 0, account, null, why, rejection, now), null);
            case Aggregate.Tombstone tombstone -> {
                long sequence = tombstone.lastSequence() + 1;
                yield decision(
                        event(id, sequence, tombstone.account(), tombstone.providerType(), why, rejection, now),
                        new Aggregate.Tombstone(
                                id, sequence, tombstone.account(), tombstone.providerType(), tombstone.finishedAt()));
            }
            case Aggregate.Live live -> {
                Instance instance = live.instance();
                Event event = event(
                        id, instance.version() + 1, instance.account(), instance.providerType(), why, rejection, now);
                yield new Decision(
                        List.of(event),
                        List.of(),
                        new Aggregate.Live(Instance.evolve(instance, event), live.inFlight()),
                        accounts.rulesOf(instance).actions().in(instance.state()));
            }
        };
    }

    private static Event event(
            InstanceId id,
            long sequence,
            String account,
            @Nullable ProviderType type,
            Attribution why,
            Event.Body body,
            Instant now) {
        return new Event(
                id,
                sequence,
                now,
                now,
                account,
                type,
                why.actor(),
                why.commandId(),
                why.correlationId(),
                why.causationId(),
                body);
    }

    private static Decision decision(Event event, @Nullable Aggregate next) {
        return new Decision(List.of(event), List.of(), next, List.of());
    }
}
