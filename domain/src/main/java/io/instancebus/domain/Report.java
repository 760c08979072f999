package io.instancebus.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A report of a provider worker. Text, times and numbers are cut to their bounds, because a report cannot be requested
 * again.
 */
public sealed interface Report {
    InstanceId instanceId();

    /** A report about one attempt of a task. */
    sealed interface OfTask extends Report {
        String taskId();

        int attempt();
    }

    /** The worker is about to begin an effect that cannot be repeated. */
    record Started(InstanceId instanceId, String taskId, int attempt) implements OfTask {}

    /**
     * The provider accepted the request.
     *
     * @param nativeId the machine that the provider's answer names, or null
     * @param adminPassword the password in the provider's answer to a create, or null
     * @param sighting what the provider's answer to a create shows of the machine, or null
     */
    record Accepted(
            InstanceId instanceId,
            String taskId,
            int attempt,
            @Nullable String nativeId,
            @Nullable AdminPassword adminPassword,
            @Nullable Sighting sighting)
            implements OfTask {

        /** Accepted, and the answer has nothing else. */
        public Accepted(InstanceId instanceId, String taskId, int attempt, @Nullable String nativeId) {
            this(instanceId, taskId, attempt, nativeId, null, null);
        }

        /** Whether the sighting shows the machine that the answer names. An answer proves no absence. */
        boolean showsPresent() {
            return sighting != null
                    && nativeId != null
                    && nativeId.equals(sighting.nativeId())
                    && switch (sighting.state()) {
                        case PENDING, RUNNING, STOPPING, STOPPED, ERROR -> true;
                        case UNKNOWN, GONE, MISSING -> false;
                    };
        }
    }

    /** The provider refused the request. */
    record Failed(InstanceId instanceId, String taskId, int attempt, Failure failure) implements OfTask {}

    /** The worker did not try, because the account is at its limit. */
    record Deferred(InstanceId instanceId, String taskId, int attempt, Instant retryAt, String reason)
            implements OfTask {
        public Deferred {
            retryAt = Times.fit(retryAt);
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** The worker sent the request and received no answer. */
    record OutcomeUnknown(InstanceId instanceId, String taskId, int attempt, String reason) implements OfTask {
        public OutcomeUnknown {
            reason = Text.fit(reason, Text.SENTENCES);
        }
    }

    /** A run ended. */
    record RunFinished(InstanceId instanceId, String taskId, int attempt, RunResult result) implements OfTask {}

    /**
     * An observation of the instance at its provider.
     *
     * @param number the highest observation request number that the watcher knew before it observed
     * @param epoch a number that rises with each change of the account's watcher
     * @param pass a number that rises with each scan of that watcher
     */
    record Observed(InstanceId instanceId, long number, long epoch, long pass, Sighting sighting) implements Report {}

    /**
     * What the provider showed of an instance in an observation.
     *
     * @param rawState the provider's own name of the state
     * @param publicAddresses the first 64; the same for privateAddresses
     * @param sshPort 1 to 65,535; null for an impossible port
     * @param launchedAt in milliseconds, as the bus carries it; null for a time outside of {@link Times}
     * @param progress 0 to 100; null if the provider reports none, or an impossible value
     * @param fault the provider's description of the problem. In ERROR, GONE or MISSING: what went wrong. In RUNNING or
     *     STOPPED: why the last request failed and left the instance in this state. In UNKNOWN: why the state is not
     *     known
     * @param configuration what the machine was made from and where it is, as far as the provider reports it
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
            Objects.requireNonNull(state);
            Objects.requireNonNull(configuration);
            rawState = Text.fitOrNull(rawState, Text.WORD);
            publicAddresses =
                    List.copyOf(publicAddresses.stream().limit(ADDRESSES).toList());
            privateAddresses =
                    List.copyOf(privateAddresses.stream().limit(ADDRESSES).toList());
            sshPort = within(sshPort, 1, 65_535);
            launchedAt = launchedAt == null || !Times.isWithin(launchedAt)
                    ? null
                    : launchedAt.truncatedTo(ChronoUnit.MILLIS);
            ownerId = Text.fitOrNull(ownerId, Text.WORD);
            username = Text.fitOrNull(username, Text.WORD);
            progress = within(progress, 0, 100);
        }

        /** A builder of a sighting with this state and nothing else yet. */
        public static SightingBuilder builder(SightingState state) {
            return new SightingBuilder(state);
        }

        /** A builder with this sighting. */
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

        /** A sighting with a state and nothing else. */
        public static Sighting of(SightingState state) {
            return builder(state).build();
        }

        /** A sighting of an instance whose state is not known, with the reason. */
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
