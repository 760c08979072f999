package io.instancebus.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything that the decider keeps of an instance. */
public sealed interface Aggregate {
    InstanceId id();

    /** The earliest time at which the passing of time needs a decision; null if there is none. */
    @Nullable
    Instant dueAt();

    /** An instance that exists: the fold of its events, and the work in flight. */
    record Live(Instance instance, InFlight inFlight) implements Aggregate {
        @Override
        public InstanceId id() {
            return instance.id();
        }

        @Override
        public @Nullable Instant dueAt() {
            return Timers.earliest(inFlight);
        }
    }

    /** The tombstone of a finished instance. It stays for ever, so that the sequence of its id never starts again. */
    record Tombstone(InstanceId id, long lastSequence, String account, ProviderType providerType, Instant finishedAt)
            implements Aggregate {
        @Override
        public @Nullable Instant dueAt() {
            return null;
        }
    }
}
