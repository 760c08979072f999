package io.instancebus.provider.sandbox;

import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The effects of changes on an instance: a new value, the same value if nothing changes, or a refusal. */
final class Transitions {
    private final SandboxConfig config;

    Transitions(SandboxConfig config) {
        this.config = config;
    }

    SandboxInstance start(SandboxInstance instance, Instant now) throws ProviderFailure {
        return switch (instance.conditionAt(now)) {
            case PENDING, RUNNING, REBOOTING -> instance;
            case STOPPED -> up(instance, now, config.startDelay());
            case STOPPING, ERROR -> throw Failures.conflict(instance, now, "started");
            case DESTROYING, GONE, VANISHED -> throw Failures.notFound(instance.nativeId());
        };
    }

    SandboxInstance stop(SandboxInstance instance, boolean force, Instant now) throws ProviderFailure {
        return switch (instance.conditionAt(now)) {
            case RUNNING, REBOOTING -> force ? off(instance, now) : down(instance, now);
            case STOPPING -> force ? off(instance, now) : instance;
            case STOPPED -> instance;
            case PENDING, ERROR -> throw Failures.conflict(instance, now, "stopped");
            case DESTROYING, GONE, VANISHED -> throw Failures.notFound(instance.nativeId());
        };
    }

    SandboxInstance reboot(SandboxInstance instance, Instant now) throws ProviderFailure {
        return switch (instance.conditionAt(now)) {
            case RUNNING, REBOOTING ->
                instance.on(
                        instance.launchedAt(now),
                        List.of(
                                new TimedCondition(Condition.REBOOTING, now),
                                new TimedCondition(Condition.RUNNING, now.plus(config.rebootDelay()))));
            case PENDING, STOPPING, STOPPED, ERROR -> throw Failures.conflict(instance, now, "rebooted");
            case DESTROYING, GONE, VANISHED -> throw Failures.notFound(instance.nativeId());
        };
    }

    SandboxInstance destroy(SandboxInstance instance, Instant now) throws ProviderFailure {
        return switch (instance.conditionAt(now)) {
            case PENDING, RUNNING, REBOOTING, STOPPING, STOPPED, ERROR ->
                instance.on(
                        instance.launchedAt(now),
                        List.of(
                                new TimedCondition(Condition.DESTROYING, now),
                                new TimedCondition(Condition.GONE, now.plus(config.destroyDelay()))));
            case DESTROYING -> instance;
            case GONE, VANISHED -> throw Failures.notFound(instance.nativeId());
        };
    }

    /** The instance after a power failure. */
    static SandboxInstance off(SandboxInstance instance, Instant now) {
        return now(instance, Condition.STOPPED, now);
    }

    /** The instance in this condition from now on, whatever its condition was. */
    static SandboxInstance now(SandboxInstance instance, Condition condition, Instant now) {
        return instance.on(instance.launchedAt(now), List.of(new TimedCondition(condition, now)));
    }

    static SandboxInstance up(SandboxInstance instance, Instant now, Duration delay) {
        return instance.on(
                null,
                List.of(
                        new TimedCondition(Condition.PENDING, now),
                        new TimedCondition(Condition.RUNNING, now.plus(delay))));
    }

    private SandboxInstance down(SandboxInstance instance, Instant now) {
        TimedCondition stopping = new TimedCondition(Condition.STOPPING, now);
        List<TimedCondition> stages = instance.deaf()
                ? List.of(stopping)
                : List.of(stopping, new TimedCondition(Condition.STOPPED, now.plus(config.stopDelay())));
        return instance.on(instance.launchedAt(now), stages);
    }
}
