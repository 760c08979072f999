package io.instancebus.domain;

import java.time.Duration;

/**
 * The deadlines and limits that the decider applies to an account.
 *
 * @param submitWindow how long after its issue a task may still begin
 * @param lockAndSkew how much longer a worker that began in time may work without a report
 * @param stallAfter the time without progress after which InstanceStalled is emitted
 * @param noProgressLimit the time without progress after which the command fails; time in which the bus was down does
 *     not count
 * @param hardLimit the maximum time from acceptance to a final answer
 * @param settlement how long watchers search for a create of unknown outcome before it is given up, and how long after
 *     a create its absence from a list means nothing. A machine that came up less than this time ago is young: its SSH
 *     server and keys may not be ready
 * @param maxAttempts how often a task of a create, start, stop or reboot is issued at most while it fails with a
 *     transient error; runs, destroys and lost answers are limited by time
 * @param firstLook the delay from a submit to the first observation request; later ones back off
 * @param longestLook the longest time between observation requests
 * @param missesUntilVanished the number of authoritative misses in a row that make an instance vanished
 * @param forgetAfter how long after FINISH an instance stays among the current states
 */
public record Policy(
        Duration submitWindow,
        Duration lockAndSkew,
        Duration stallAfter,
        Duration noProgressLimit,
        Duration hardLimit,
        Duration settlement,
        int maxAttempts,
        Duration firstLook,
        Duration longestLook,
        int missesUntilVanished,
        Duration forgetAfter) {

    /** The first pause after a task has failed with a transient error. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(32);
    private static final Duration LONGEST_PAUSE_OF_A_RUN = Duration.ofSeconds(16);

    public Policy {
        if (hardLimit.compareTo(submitWindow.plus(lockAndSkew)) < 0) {
            throw new IllegalArgumentException("hardLimit must be at least submitWindow and lockAndSkew together");
        }
        if (maxAttempts < 1 || missesUntilVanished < 1) {
            throw new IllegalArgumentException("maxAttempts and missesUntilVanished must be at least 1");
        }
    }

    /** The pause from the latest failure to the next issue of a task, given the number of failed attempts before. */
    Duration pause(int failures) {
        return Durations.doubled(FIRST_PAUSE, failures, LONGEST_PAUSE);
    }

    /** The same for a run. */
    Duration pauseOfRun(int failures) {
        return Durations.doubled(FIRST_PAUSE, failures, LONGEST_PAUSE_OF_A_RUN);
    }

    /** The pause from the latest observation of a wait to the next request, given the number of its observations. */
    Duration pauseOfObservations(int step) {
        return Durations.doubled(firstLook, step, longestLook);
    }

    /** For a cloud: deadlines of minutes. */
    public static Policy cloud() {
        return new Policy(
                Duration.ofSeconds(60),
                Duration.ofSeconds(40),
                Duration.ofMinutes(3),
                Duration.ofMinutes(15),
                Duration.ofMinutes(60),
                Duration.ofMinutes(3),
                5,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                3,
                Duration.ofHours(24));
    }

    /**
     * For the embedded sandbox: a first-time user sees within a minute what takes a cloud an hour. Its watcher scans
     * every second anyway, so more frequent observation requests would only cost.
     */
    public static Policy sandbox() {
        return new Policy(
                Duration.ofSeconds(20),
                Duration.ofSeconds(35),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                3,
                Duration.ofHours(24));
    }
}
