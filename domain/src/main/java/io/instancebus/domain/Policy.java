package io.instancebus.domain;

import java.time.Duration;

/**
 * How patient the decider is with an account.
 *
 * @param submitWindow how long after it was issued a task may still begin
 * @param lockAndSkew how much longer a worker that began in time may be at work unseen
 * @param stallAfter without progress for so long, an InstanceStalled says so
 * @param noProgressLimit without progress for so long, the command has failed; time in which the bus was down does not
 *     count
 * @param hardLimit so long after it was accepted, a command is answered in any case
 * @param settlement how long a create whose outcome is unknown is searched for before it is given up, and how
 *     long after a create its absence from a listing means nothing; so long after it came up, a machine is young: its
 *     server for SSH, and the keys there, may still be coming
 * @param maxAttempts how often a task of a create, start, stop or reboot is issued at most while the provider says no for
 *     a passing reason; runs, destroys and lost answers are bounded by time
 * @param firstLook how soon after a submit the first look is asked for; later ones back off
 * @param longestLook the longest time between looks
 * @param missesUntilVanished how many authoritative misses in a row make an instance vanished
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

    /** The first pause after a task has failed for a passing reason. */
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

    /** How long after its latest failure a task is issued again, given how many attempts failed before. */
    Duration pause(int failures) {
        return Durations.doubled(FIRST_PAUSE, failures, LONGEST_PAUSE);
    }

    /** The same for a run. */
    Duration pauseOfRun(int failures) {
        return Durations.doubled(FIRST_PAUSE, failures, LONGEST_PAUSE_OF_A_RUN);
    }

    /** How long after its latest look a wait asks for the next one, given how many looks it has taken. */
    Duration pauseOfLooks(int step) {
        return Durations.doubled(firstLook, step, longestLook);
    }

    /** For a cloud: minutes of patience. */
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
     * For the embedded sandbox: a first-time user sees within a minute what a cloud shows within an hour. Its watcher
     * makes a pass every second of its own accord, so looks more eager than that would only cost.
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
