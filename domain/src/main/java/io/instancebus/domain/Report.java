package io.instancebus.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the provider workers saw. Text, times and numbers are made to fit: a report cannot be asked for again. */
public sealed interface Report {
    InstanceId instanceId();

    /** A report about a task: which, and which attempt at it. */
    sealed interface OfTask extends Report {
        String taskId();

        int attempt();
    }

    /** An effect that cannot be repeated is about to begin. */
    record Started(InstanceId instanceId, String taskId, int attempt) implements OfTask {}

    /**
     * The provider took it.
     *
     * @param nativeId where its answer names the instance
     * @param adminPassword where its answer to a create held one
     */
    record Accepted(
            InstanceId instanceId,
            String taskId,
            int attempt,
            @Nullable String nativeId,
            @Nullable AdminPassword adminPassword)
            implements OfTask {

        /** As any answer that holds no password. */
        public Accepted(InstanceId instanceId, String taskId, int attempt, @Nullable String nativeId) {
            this(instanceId, taskId, attempt, nativeId, null);
        }
    }

    /** The provider said no. */
    record Failed(InstanceId instanceId, String taskId, int attempt, Failure failure) implements OfTask {}

    /** Not tried, because the account is at its limit. */
    record Deferred(InstanceId instanceId, String taskId, int attempt, Instant retryAt, String reason)
            implements OfTask {
        public Deferred {
            retryAt = Times.fit(retryAt);
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** The request went out and no answer came back. */
    record OutcomeUnknown(InstanceId instanceId, String taskId, int attempt, String reason) implements OfTask {
        public OutcomeUnknown {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** A run came to its end. */
    record RunFinished(InstanceId instanceId, String taskId, int attempt, RunResult result) implements OfTask {}

    /**
     * A look at the instance.
     *
     * @param number the highest request number that the watcher knew before it looked
     * @param epoch rises whenever the account changes its watcher
     * @param pass rises with each look of that watcher
     */
    record Observed(InstanceId instanceId, long number, long epoch, long pass, Sighting sighting) implements Report {}

    /**
     * What was seen.
     *
     * @param rawState the provider's own word
     * @param publicAddresses the first 64, as privateAddresses
     * @param sshPort 1 to 65,535; null for what cannot be a port
     * @param launchedAt in milliseconds, as the bus carries it; null for what is outside of {@link Times}
     * @param progress 0 to 100, where the provider says it; null for what is neither
     * @param fault the provider's words for what went wrong, where state is ERROR, GONE or MISSING; where it is RUNNING
     *     or STOPPED, for why the last thing asked of the instance failed and left it there; where it is UNKNOWN, for why
     *     nothing is known of it
     * @param configuration what it was made from and where it is, as far as the provider says
     */
    record Sighting(
            SightingState state,
            @Nullable String rawState,
            @Nullable String nativeId,
            List<Address> publicAddresses,
            List<Address> privateAddresses,
            @Nullable Integer sshPort,
            @Nullable Instant launchedAt,
            @Nullable String ownerId,
            @Nullable String username,
            @Nullable Integer progress,
            @Nullable Failure fault,
            Configuration configuration) {
        private static final int ADDRESSES = 64;

        public Sighting {
            rawState = Text.fitOrNull(rawState, Text.WORD);
            publicAddresses = publicAddresses.stream().limit(ADDRESSES).toList();
            privateAddresses = privateAddresses.stream().limit(ADDRESSES).toList();
            sshPort = within(sshPort, 1, 65_535);
            launchedAt = launchedAt == null || !Times.isWithin(launchedAt)
                    ? null
                    : launchedAt.truncatedTo(ChronoUnit.MILLIS);
            ownerId = Text.fitOrNull(ownerId, Text.WORD);
            username = Text.fitOrNull(username, Text.WORD);
            progress = within(progress, 0, 100);
        }

        /** A sighting of this state, of which nothing else was seen yet. */
        public static SightingBuilder builder(SightingState state) {
            return new SightingBuilder(state);
        }

        /** The same sighting, to be changed. */
        public SightingBuilder toBuilder() {
            return new SightingBuilder(state)
                    .rawState(rawState)
                    .nativeId(nativeId)
                    .publicAddresses(publicAddresses)
                    .privateAddresses(privateAddresses)
                    .sshPort(sshPort)
                    .launchedAt(launchedAt)
                    .ownerId(ownerId)
                    .username(username)
                    .progress(progress)
                    .fault(fault)
                    .configuration(configuration);
        }

        private static @Nullable Integer within(@Nullable Integer value, int low, int high) {
            return value == null || value < low || value > high ? null : value;
        }

        /** A sighting of a state alone. */
        public static Sighting of(SightingState state) {
            return builder(state).build();
        }

        /** What could not be seen of one instance, and why. */
        public static Sighting unclear(Failure fault) {
            return builder(SightingState.UNKNOWN).fault(fault).build();
        }

        public Sighting withNativeId(String id) {
            return toBuilder().nativeId(id).build();
        }

        public Sighting withAddresses(List<Address> ofPublic, List<Address> ofPrivate) {
            return toBuilder()
                    .publicAddresses(ofPublic)
                    .privateAddresses(ofPrivate)
                    .build();
        }

        public Sighting withConfiguration(Configuration said) {
            return toBuilder().configuration(said).build();
        }
    }
}
