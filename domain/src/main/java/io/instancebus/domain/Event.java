package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry in the history of an instance. Text and times are cut to their bounds, so that every event can be projected.
 *
 * @param sequence 1, 2, 3 … for each instance; 0 for a rejection about an instance that does not exist
 * @param occurredAt when it happened, as far as known
 * @param recordedAt when it was decided
 * @param account empty if unknown
 * @param providerType null if unknown
 * @param causationId the direct cause: a command, a task, an observation
 */
public record Event(
        InstanceId instanceId,
        long sequence,
        Instant occurredAt,
        Instant recordedAt,
        String account,
        @Nullable ProviderType providerType,
        String actor,
        @Nullable CommandId commandId,
        @Nullable String correlationId,
        @Nullable String causationId,
        Body body) {

    public Event {
        occurredAt = Times.fit(occurredAt);
        recordedAt = Times.fit(recordedAt);
        account = Text.fit(account, Text.WORD);
        actor = Text.fit(actor, Text.WORD);
        correlationId = Text.fitOrNull(correlationId, Text.WORD);
        causationId = Text.fitOrNull(causationId, Text.WORD);
    }

    /** A unique id, by which a consumer recognises an event that is delivered twice. */
    public String eventId() {
        return sequence == 0 ? instanceId + ":0:" + commandId : instanceId + ":" + sequence;
    }

    /** What happened. */
    public sealed interface Body {}

    /** An answer to a command. */
    public sealed interface Answer extends Body {
        CommandType commandType();
    }

    /** The command is legal; it will be carried out, and answered by the deadline. */
    public record CommandAccepted(CommandType commandType, Instant deadline, int queued) implements Answer {
        public CommandAccepted {
            deadline = Times.fit(deadline);
        }
    }

    /** The command was not carried out and will not be. commandType is null if the command could not be understood. */
    public record CommandRejected(@Nullable CommandType type, RejectionCode code, String reason) implements Body {
        public CommandRejected {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** The command was carried out. */
    public record CommandSucceeded(CommandType commandType) implements Answer {}

    /** The command was not carried out. */
    public record CommandFailed(CommandType commandType, Failure failure) implements Answer {}

    /** It is not known whether the command was carried out. */
    public record CommandOutcomeUnknown(CommandType commandType, String reason, String nextStep) implements Answer {
        public CommandOutcomeUnknown {
            reason = Text.fit(reason, Text.SENTENCES);
            nextStep = Text.fit(nextStep, Text.SENTENCES);
        }
    }

    /**
     * The state changed.
     *
     * @param actions that are legal in the new state, by the rules of the provider as they were then
     */
    public record InstanceStateChanged(
            InstanceState from,
            InstanceState to,
            Cause cause,
            @Nullable String reason,
            @Nullable Failure failure,
            List<CommandType> actions)
            implements Body {
        public InstanceStateChanged {
            reason = Text.fitOrNull(reason, Text.SENTENCES);
            actions = List.copyOf(actions);
        }
    }

    /**
     * All details as they are now.
     *
     * @param changes what changed, if the cause is DRIFT; empty otherwise
     */
    public record InstanceDetailsChanged(InstanceDetails details, Cause cause, List<DetailChange> changes)
            implements Body {
        public InstanceDetailsChanged {
            changes = List.copyOf(changes);
        }
    }

    /** The command makes no progress; the decider still waits for it. */
    public record InstanceStalled(InstanceState state, Instant since, String reason) implements Body {
        public InstanceStalled {
            since = Times.fit(since);
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** The provider no longer lists the instance, in several observations while it was healthy. */
    public record InstanceVanished(String reason, int misses) implements Body {
        public InstanceVanished {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** The provider shows a vanished instance again. */
    public record InstanceReappeared(String reason) implements Body {
        public InstanceReappeared {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** A second machine of the instance, a stray, was destroyed. */
    public record StrayMachineDestroyed(String nativeId, String reason) implements Body {
        public StrayMachineDestroyed {
            nativeId = Text.fit(nativeId, Text.NATIVE_ID);
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** A second machine was reported for the instance and was not destroyed; an operator must check it. */
    public record StrayMachineLeft(String nativeId, Failure failure, String nextStep) implements Body {
        public StrayMachineLeft {
            nativeId = Text.fit(nativeId, Text.NATIVE_ID);
            nextStep = Text.fit(nextStep, Text.SENTENCES);
        }
    }

    /** A run ended. */
    public record RunCompleted(RunResult result) implements Body {}
}
