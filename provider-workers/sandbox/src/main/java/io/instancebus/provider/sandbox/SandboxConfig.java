package io.instancebus.provider.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour of a sandbox. Delays may be zero.
 *
 * @param quota the maximum number of instances, 1 to 1,000,000
 * @param callsPerSecond the number of calls a second above which calls are refused; 0 for no limit
 * @param goneFor the time for which a destroyed instance is reported as gone
 * @param keysFor the time after an instance's end for which its request key is remembered; at least goneFor
 */
public record SandboxConfig(
        Duration startDelay,
        Duration stopDelay,
        Duration rebootDelay,
        Duration destroyDelay,
        int quota,
        int callsPerSecond,
        Duration goneFor,
        Duration keysFor,
        SandboxSshConfig ssh) {

    /** The setting of an account that names its sandbox's folder; not a setting of the sandbox itself. */
    public static final String DATA_DIRECTORY = "data-directory";

    private static final Set<String> SETTINGS = new TreeSet<>(Set.of(
            "start-delay-ms",
            "stop-delay-ms",
            "reboot-delay-ms",
            "destroy-delay-ms",
            "quota",
            "calls-per-second",
            "ssh",
            "ssh-port",
            "ssh-max-sessions",
            "ssh-password-file",
            "ssh-authorized-keys"));

    private static final int LONGEST_DELAY = 24 * 60 * 60 * 1000;

    public SandboxConfig {
        within("start-delay-ms", startDelay.toMillis(), 0, LONGEST_DELAY);
        within("stop-delay-ms", stopDelay.toMillis(), 0, LONGEST_DELAY);
        within("reboot-delay-ms", rebootDelay.toMillis(), 0, LONGEST_DELAY);
        within("destroy-delay-ms", destroyDelay.toMillis(), 0, LONGEST_DELAY);
        within("quota", quota, 1, 1_000_000);
        within("calls-per-second", callsPerSecond, 0, 1_000_000);
        if (goneFor.isNegative() || keysFor.compareTo(goneFor) < 0) {
            throw new IllegalArgumentException("keysFor must be at least goneFor, and neither negative");
        }
    }

    public static SandboxConfig defaults() {
        return new SandboxConfig(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                10_000,
                0,
                Duration.ofHours(1),
                Duration.ofHours(24),
                SandboxSshConfig.defaults());
    }

    /**
     * Reads settings over the defaults: start-delay-ms, stop-delay-ms, reboot-delay-ms, destroy-delay-ms, quota,
     * calls-per-second, ssh (true or false), ssh-port, ssh-max-sessions, ssh-password-file, ssh-authorized-keys.
     *
     * @throws IllegalArgumentException if a setting is unknown or out of bounds; the message names it
     */
    public static SandboxConfig read(Map<String, String> settings) {
        for (String name : settings.keySet()) {
            if (!SETTINGS.contains(name)) {
                throw new IllegalArgumentException(
                        "a sandbox has no setting \"" + name + "\"; it has " + String.join(", ", SETTINGS));
            }
        }
        SandboxConfig otherwise = defaults();
        return new SandboxConfig(
                delay(settings, "start-delay-ms", otherwise.startDelay),
                delay(settings, "stop-delay-ms", otherwise.stopDelay),
                delay(settings, "reboot-delay-ms", otherwise.rebootDelay),
                delay(settings, "destroy-delay-ms", otherwise.destroyDelay),
                number(settings, "quota", otherwise.quota),
                number(settings, "calls-per-second", otherwise.callsPerSecond),
                otherwise.goneFor,
                otherwise.keysFor,
                readSsh(settings, otherwise.ssh));
    }

    /** This configuration with every delay of this length. */
    public SandboxConfig withDelays(Duration delay) {
        return new SandboxConfig(delay, delay, delay, delay, quota, callsPerSecond, goneFor, keysFor, ssh);
    }

    public SandboxConfig withQuota(int instances) {
        return new SandboxConfig(
                startDelay, stopDelay, rebootDelay, destroyDelay, instances, callsPerSecond, goneFor, keysFor, ssh);
    }

    public SandboxConfig withCallsPerSecond(int calls) {
        return new SandboxConfig(startDelay, stopDelay, rebootDelay, destroyDelay, quota, calls, goneFor, keysFor, ssh);
    }

    public SandboxConfig withSsh(SandboxSshConfig server) {
        return new SandboxConfig(
                startDelay, stopDelay, rebootDelay, destroyDelay, quota, callsPerSecond, goneFor, keysFor, server);
    }

    static void within(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(setting + " must be from " + least + " to " + most + ", not " + value);
        }
    }

    private static SandboxSshConfig readSsh(Map<String, String> settings, SandboxSshConfig otherwise) {
        return new SandboxSshConfig(
                flag(settings, "ssh", otherwise.enabled()),
                number(settings, "ssh-port", otherwise.port()),
                number(settings, "ssh-max-sessions", otherwise.maxSessions()),
                path(settings.get("ssh-password-file")),
                path(settings.get("ssh-authorized-keys")));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static Duration delay(Map<String, String> settings, String name, Duration otherwise) {
        return settings.containsKey(name) ? Duration.ofMillis(number(settings, name, 0)) : otherwise;
    }

    private static int number(Map<String, String> settings, String name, int otherwise) {
        String text = settings.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " must be a whole number, not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    private static boolean flag(Map<String, String> settings, String name, boolean otherwise) {
        String text = settings.get(name);
        if (text == null) {
            return otherwise;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false, not \"" + text + "\"");
        };
    }
}
