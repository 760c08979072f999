package io.instancebus.embedded;

import io.instancebus.embedded.DiskSpace.Level;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the room on the broker's disk four times a second, and before each record. A broker whose disk is full to the
 * last byte loses its log directory and ends, so publishers are refused clearly before that.
 */
public final class DiskWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final String ADVICE = ". Free space on this disk; nothing else has to be done";

    private final Path folder;
    private final FileStore store;
    private final Predicate<String> refusedWhenShort;
    private final CompletableFuture<String> exhausted = new CompletableFuture<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("embedded-disk-watch").factory());
    private volatile DiskSpace space;
    private volatile Level level;

    private DiskWatch(DiskSpace first, FileStore store, Predicate<String> refusedWhenShort) {
        this.folder = first.folder();
        this.store = store;
        this.refusedWhenShort = refusedWhenShort;
        this.space = first;
        this.level = Level.AMPLE;
    }

    /**
     * Watches from now on.
     *
     * @param refusedWhenShort the topics whose publishers are refused first
     * @throws EmbeddedStartException if there is no room to start with
     */
    static DiskWatch start(Path folder, Predicate<String> refusedWhenShort) {
        try {
            var store = Files.getFileStore(folder);
            var watch = new DiskWatch(DiskSpace.of(folder, store), store, refusedWhenShort);
            watch.take(watch.space);
            if (watch.level == Level.EXHAUSTED) {
                watch.close();
                throw new EmbeddedStartException("The disk is full: " + watch.space.words()
                        + ". Free space there and start again; nothing that was confirmed is lost.");
            }
            var unused = watch.clock.scheduleWithFixedDelay(
                    watch::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return watch;
        } catch (IOException e) {
            throw new EmbeddedStartException("The room on the disk of " + folder + " cannot be told: " + e, e);
        }
    }

    /** Looks at once, for those who cannot wait for the next time. */
    void look() {
        try {
            take(DiskSpace.of(folder, store));
        } catch (IOException | RuntimeException e) {
            log.atWarn().addKeyValue("folder", folder).setCause(e).log("the room on the disk cannot be told");
        }
    }

    synchronized void take(DiskSpace now) {
        space = now;
        Level next = now.levelAfter(level);
        if (next == level) {
            return;
        }
        level = next;
        switch (next) {
            case AMPLE -> log.atInfo().addKeyValue("space", now.words()).log("there is room on the broker's disk");
            case LOW -> log.atWarn().log("the broker's disk is filling: {}", now.words() + ADVICE);
            case SHORT ->
                log.atError().log("the broker's disk is nearly full, publishers are refused: {}", now.words() + ADVICE);
            case EXHAUSTED -> {
                log.atError().log("the broker's disk is full, all records are refused: {}", now.words() + ADVICE);
                exhausted.complete(now.words());
            }
        }
    }

    /** Looks before it answers: a quarter of a second is long for a program that fills a disk. */
    boolean refuses(String topic) {
        look();
        return switch (level) {
            case AMPLE, LOW -> false;
            case SHORT -> refusedWhenShort.test(topic);
            case EXHAUSTED -> true;
        };
    }

    /** Whether nothing at all is written any more. */
    boolean refusesAll() {
        look();
        return level == Level.EXHAUSTED;
    }

    /** That the room ends soon, with numbers; empty while there is enough. */
    public Optional<String> warning() {
        return level == Level.AMPLE ? Optional.empty() : Optional.of(space.words() + ADVICE + ".");
    }

    /** Why publishers are refused, with numbers; empty while they are not. */
    public Optional<String> refusal() {
        return level.worseThan(Level.LOW)
                ? Optional.of("The broker's disk is nearly full: " + space.words() + ADVICE + ".")
                : Optional.empty();
    }

    /**
     * Completes, with numbers, once so little is left that the broker must be stopped while it still can be in good
     * order; whoever started it does that.
     */
    public CompletionStage<String> exhausted() {
        return exhausted.minimalCompletionStage();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
