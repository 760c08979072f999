package io.instancebus.worker.ssh;

import java.time.Duration;

/**
 * The runner's settings for connections.
 *
 * @param connectTimeout the time limit from the first packet to the end of the login
 * @param shellTimeout the time limit from a command's channel until the target's shell, after its login scripts, reads
 *     the command
 * @param idleTime how long an unused session stays open for the next run
 * @param maxIdleSessions the maximum number of unused sessions, over all targets
 * @param runsPerSession the number of runs that share a session; OpenSSH's server allows 10 unless configured otherwise
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

    /** 20 s to connect, 30 s for the shell; at most 64 unused sessions, for 60 s each; 8 runs on each session. */
    public static SshSettings defaults() {
        return new SshSettings(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(60), 64, 8);
    }
}
