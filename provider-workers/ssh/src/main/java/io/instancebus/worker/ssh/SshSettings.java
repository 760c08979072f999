package io.instancebus.worker.ssh;

import java.time.Duration;

/**
 * How the runner deals with connections.
 *
 * @param connectTimeout from the first packet to the end of the login
 * @param shellTimeout from a command's channel until the target's shell, with its login scripts, takes the command
 * @param idleTime how long a session without a run is kept for the next
 * @param maxIdleSessions how many of those at most, over all targets
 * @param runsPerSession how many runs share a session at once; OpenSSH's server allows 10 unless configured otherwise
 */
public record SshSettings(
        Duration connectTimeout, Duration shellTimeout, Duration idleTime, int maxIdleSessions, int runsPerSession) {
    public SshSettings {
        if (!connectTimeout.isPositive()
                || !shellTimeout.isPositive()
                || idleTime.isNegative()
                || maxIdleSessions < 0
                || runsPerSession < 1) {
            throw new IllegalArgumentException("SSH settings out of bounds: connectTimeout=" + connectTimeout
                    + ", shellTimeout=" + shellTimeout + ", idleTime=" + idleTime + ", maxIdleSessions="
                    + maxIdleSessions + ", runsPerSession="
                    + runsPerSession);
        }
    }

    /** 20 s to connect, 30 s for the shell, sessions kept for 60 s, 64 of them, 8 runs on each. */
    public static SshSettings defaults() {
        return new SshSettings(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(60), 64, 8);
    }
}
