package io.instancebus.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an instance. Text and times are made to fit, so that every event can be projected.
 *
 * @param sequence 1, 2, 3 … for each instance; 0 for a rejection about an instance that does not exist
 * @param occurredAt when it happened, as far as is known
 * @param recordedAt when it was decided
 * @param account empty where none is known
 * @param providerType null where none is known
 * @param causationId what this directly follows from: a command, a task, an observation
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

    /** Unique for ever: what makes an event that is delivered twice recognisable. */
    public String eventId() {
        return sequence == 0 ? instanceId + ":0:" + commandId : instanceId + ":" + sequence;
    }

    /** What happened. */
    public sealed interface Body {}

    /** An answer to a command. */
    public sealed interface Answer extends Body {
        CommandType commandType();
    }

    /** It is legal and will be carried out, and answered by the deadline. */
    public record CommandAccepted(CommandType commandType, Instant deadline, int queued) implements Answer {
        public CommandAccepted {
            deadline = Times.fit(deadline);
        }
    }

    /** Nothing was done, and nothing will be; commandType is null where the command could not be understood. */
    public record CommandRejected(@Nullable CommandType type, RejectionCode code, String reason) implements Body {
        public CommandRejected {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** It was carried out. */
    public record CommandSucceeded(CommandType commandType) implements Answer {}

    /** It was not carried out. */
    public record CommandFailed(CommandType commandType, Failure failure) implements Answer {}

    /** It cannot be told whether it was carried out. */
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

    /** All details as they are now. */
    public record InstanceDetailsChanged(InstanceDetails details) implements Body {}

    /** Late, and still being waited for. */
    public record InstanceStalled(InstanceState state, Instant since, String reason) implements Body {
        public InstanceStalled {
            since = Times.fit(since);
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** The provider, asked several times while healthy, no longer knows it. */
    public record InstanceVanished(String reason, int misses) implements Body {
        public InstanceVanished {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** It was thought vanished and is there again. */
    public record InstanceReappeared(String reason) implements Body {
        public InstanceReappeared {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** A second machine that was made for the instance, and is nobody's, is gone. */
    public record StrayMachineDestroyed(String nativeId, String reason) implements Body {
        public StrayMachineDestroyed {
            nativeId = Text.fit(nativeId, Text.NATIVE_ID);
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** A second machine was reported for the instance and was not destroyed; a person is to look at it. */
    public record StrayMachineLeft(String nativeId, Failure failure, String nextStep) implements Body {
        public StrayMachineLeft {
            nativeId = Text.fit(nativeId, Text.NATIVE_ID);
            nextStep = Text.fit(nextStep, Text.SENTENCES);
        }
    }

    /** A run came to its end. */
    public record RunCompleted(RunResult result) implements Body {}
}
