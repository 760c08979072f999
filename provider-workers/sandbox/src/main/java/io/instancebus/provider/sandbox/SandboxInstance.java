package io.instancebus.provider.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the sandbox, as stored in its journal.
 *
 * @param stages its stages in order of time; the last one that has begun applies
 * @param launchedAt the time of its last start, as known when the stages were set
 * @param deaf whether it ignores a graceful stop
 * @param fault the fault in ERROR, in the cloud's words
 */
record SandboxInstance(
        String nativeId,
        String requestKey,
        String instanceId,
        String imageId,
        String realmId,
        String profileId,
        @Nullable String name,
        Instant createdAt,
        List<TimedCondition> stages,
        @Nullable Instant launchedAt,
        boolean deaf,
        @Nullable String fault) {

    SandboxInstance {
        stages = List.copyOf(stages);
    }

    Condition conditionAt(Instant now) {
        return stages.get(stageAt(now)).condition();
    }

    /** The time at which the current condition began. */
    Instant sinceAt(Instant now) {
        return stages.get(stageAt(now)).from();
    }

    /** Whether no later stage will begin by itself. */
    boolean settledAt(Instant now) {
        return stageAt(now) == stages.size() - 1;
    }

    /** The progress of PENDING in percent; null if the instance is not pending, or stays pending. */
    @Nullable
    Integer progressAt(Instant now) {
        int current = stageAt(now);
        if (stages.get(current).condition() != Condition.PENDING || current + 1 == stages.size()) {
            return null;
        }
        Instant from = stages.get(current).from();
        long whole = Duration.between(from, stages.get(current + 1).from()).toMillis();
        long done = Math.max(0, Duration.between(from, now).toMillis());
        return whole == 0 ? 0 : (int) Math.min(99, done * 100 / whole);
    }

    @Nullable
    Instant launchedAt(Instant now) {
        if (launchedAt != null) {
            return launchedAt;
        }
        return stages.subList(0, stageAt(now) + 1).stream()
                .filter(stage -> stage.condition() == Condition.RUNNING)
                .map(TimedCondition::from)
                .findFirst()
                .orElse(null);
    }

    /** An address of a private network; nothing answers there. */
    String privateAddress() {
        int bits = nativeId.hashCode();
        return "10." + (bits >>> 24) + "." + ((bits >>> 16) & 0xff) + "." + (1 + (bits & 0xffff) % 254);
    }

    /** The hostname that the instance reports. */
    String hostname() {
        return Objects.requireNonNullElse(name, nativeId);
    }

    /** The instance with new stages; launched is the launch time to keep. */
    SandboxInstance on(@Nullable Instant launched, List<TimedCondition> newStages) {
        return new SandboxInstance(
                nativeId,
                requestKey,
                instanceId,
                imageId,
                realmId,
                profileId,
                name,
                createdAt,
                newStages,
                launched,
                deaf,
                fault);
    }

    SandboxInstance withFault(String text) {
        return new SandboxInstance(
                nativeId,
                requestKey,
                instanceId,
                imageId,
                realmId,
                profileId,
                name,
                createdAt,
                stages,
                launchedAt,
                deaf,
                text);
    }

    private int stageAt(Instant now) {
        int current = 0;
        for (int next = 1; next < stages.size() && !stages.get(next).from().isAfter(now); next++) {
            current = next;
        }
        return current;
    }
}
