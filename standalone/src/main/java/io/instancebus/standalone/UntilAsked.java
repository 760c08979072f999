package io.instancebus.standalone;

import io.instancebus.embedded.DiskSpace;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the embedded default running until the process is asked to end. When its disk is full it is stopped while that
 * still can be done in good order, and started again, on the same ports, when there is room.
 */
final class UntilAsked {
    private static final Logger log = LoggerFactory.getLogger(UntilAsked.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(60);

    private final EmbeddedConfig config;
    private final PrintStream out;
    private final Stopping stopping = new Stopping();

    UntilAsked(EmbeddedConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    /**
     * Returns once it was asked to end and everything is closed.
     *
     * @param started it, running
     * @return false if it ends because the broker failed
     */
    boolean run(EmbeddedDefault started) throws InterruptedException {
        EmbeddedConfig samePorts = config.at(started.addresses());
        EmbeddedDefault bus = started;
        while (!askedBeforeDiskIsFull(bus)) {
            stop(bus);
            Optional<EmbeddedDefault> next = startAgain(samePorts);
            if (next.isEmpty()) {
                stopping.close(() -> {}, () -> {}, () -> out.println("Stopped."));
                return true;
            }
            bus = next.get();
        }
        stopping.close(bus, () -> out.println("Stopping …"), () -> out.println("Stopped."));
        return !bus.failed();
    }

    private boolean askedBeforeDiskIsFull(EmbeddedDefault bus) throws InterruptedException {
        var exhausted = bus.exhausted().toCompletableFuture();
        return stopping.awaitWhile(() -> !exhausted.isDone());
    }

    private void stop(EmbeddedDefault bus) throws InterruptedException {
        String words = bus.exhausted().toCompletableFuture().join();
        out.println("The disk is full: " + words
                + ". Instance Bus stops, and starts again when there is room. Free space on this disk.");
        log.atError().addKeyValue("space", words).log("The disk is full; stopping until there is room");
        var closed = CompletableFuture.runAsync(
                bus::close, task -> Thread.ofPlatform().name("disk-full").start(task));
        try {
            closed.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("It could not be stopped in good order. Free space on the disk and start it again;"
                    + " nothing that was confirmed is lost.");
            Runtime.getRuntime().halt(1);
        }
    }

    /** Empty if the process is asked to end before there is room. */
    private Optional<EmbeddedDefault> startAgain(EmbeddedConfig samePorts) throws InterruptedException {
        while (!askedBeforeThereIsRoom()) {
            try {
                EmbeddedDefault bus = EmbeddedDefault.start(samePorts, new Progress(out));
                out.println("There is room on the disk again: Instance Bus is up.");
                return Optional.of(bus);
            } catch (RuntimeException e) {
                if (isThereRoom()) {
                    stopping.close(() -> {}, () -> {}, () -> {});
                    throw e;
                }
                log.atWarn().setCause(e).log("The room on the disk did not last until everything was started");
            }
        }
        return Optional.empty();
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
            log.atWarn().setCause(e).log("The room on the disk cannot be told");
            return false;
        }
    }
}
