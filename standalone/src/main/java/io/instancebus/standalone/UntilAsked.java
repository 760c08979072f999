package io.instancebus.standalone;

import io.instancebus.embedded.DiskSpace;
import io.instancebus.service.Stopping;
import io.instancebus.service.Words;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the embedded default running until the process is asked to end. When the broker fails or its disk is full, it
 * suspends everything but the gateway, and starts it again on the same ports once there is disk space.
 */
final class UntilAsked {
    private static final Logger log = LoggerFactory.getLogger(UntilAsked.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 3;

    private final EmbeddedConfig config;
    private final PrintStream out;
    private final Stopping stopping = new Stopping();

    UntilAsked(EmbeddedConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    /**
     * Returns after the process was asked to end and everything is closed.
     *
     * @param bus the running embedded default
     * @return false if the broker fails again and again although there is disk space
     * @throws RuntimeException if the bus cannot be started again although there is disk space
     */
    boolean run(EmbeddedDefault bus) throws InterruptedException {
        long since = System.nanoTime() - STEADY.toNanos();
        while (!askedBeforeInterrupted(bus)) {
            boolean roomOnDisk = isThereRoom() && !bus.ranOutOfRoom();
            if (roomOnDisk && System.nanoTime() - since < STEADY.toNanos()) {
                EmbeddedDefault.endWithoutBroker(bus.interruption().join());
                stopping.close(() -> {}, () -> {}, () -> {});
                return false;
            }
            suspend(bus, roomOnDisk);
            if (askedBeforeResumed(bus)) {
                break;
            }
            since = System.nanoTime();
        }
        stopping.close(bus, () -> out.println("Stopping …"), () -> out.println("Stopped."));
        return true;
    }

    private boolean askedBeforeInterrupted(EmbeddedDefault bus) throws InterruptedException {
        var interruption = bus.interruption();
        return stopping.awaitWhile(() -> !interruption.isDone());
    }

    private void suspend(EmbeddedDefault bus, boolean roomOnDisk) throws InterruptedException {
        String reason = bus.interruption().join();
        log.atError().addKeyValue("reason", reason).log("The broker failed; suspended");
        if (roomOnDisk) {
            out.println("The Kafka broker failed and is being restarted: " + reason + ".");
            bus.suspend(Optional.empty());
        } else {
            String full = "The disk is full: " + words() + ". Free space on this disk; nothing else is needed."
                    + " Instance Bus takes no commands, and restarts when there is space.";
            out.println(full);
            bus.suspend(Optional.of(full));
        }
    }

    private boolean askedBeforeResumed(EmbeddedDefault bus) throws InterruptedException {
        int failures = 0;
        while (!askedBeforeThereIsRoom()) {
            try {
                bus.resume(new Progress(out));
                out.println("Instance Bus is up again.");
                return false;
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("The restart failed");
                if (isThereRoom() && ++failures == ATTEMPTS) {
                    stopping.close(() -> {}, () -> {}, () -> {});
                    throw e;
                }
                out.println("The restart failed and is tried again when there is space: " + Words.of(e));
            }
        }
        return true;
    }

    private boolean askedBeforeThereIsRoom() throws InterruptedException {
        while (!stopping.await(LOOK)) {
            if (isThereRoom()) {
                return false;
            }
        }
        return true;
    }

    private boolean isThereRoom() {
        try {
            return DiskSpace.isThereRoomAgain(config.dataDirectory());
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The free disk space cannot be determined");
            return false;
        }
    }

    private String words() {
        try {
            return DiskSpace.of(config.dataDirectory()).words();
        } catch (IOException e) {
            return "the free disk space of " + config.dataDirectory() + " cannot be determined: " + e;
        }
    }
}
