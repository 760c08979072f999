package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All that the decider keeps of an instance. */
public sealed interface Aggregate {
    InstanceId id();

    /** When time alone calls for a decision; null when it never does. */
    @Nullable
    Instant dueAt();

    /** An instance that exists: what its events tell, and the work around it. */
    record Live(Instance instance, Work work) implements Aggregate {
        @Override
        public InstanceId id() {
            return instance.id();
        }

        @Override
        public @Nullable Instant dueAt() {
            return Timers.earliest(work);
        }
    }

    /** What is left of a finished instance, for ever: its id never begins again. */
    record Remnant(InstanceId id, long lastSequence, String account, ProviderType providerType, Instant finishedAt)
            implements Aggregate {
        @Override
        public @Nullable Instant dueAt() {
            return null;
        }
    }
}
