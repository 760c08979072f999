package io.instancebus.worker.watcher;

import io.instancebus.worker.provider.Provider;
import io.instancebus.worker.report.NotReported;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives the watch of one account on a virtual thread until it is closed. No failure ends it. */
final class WatchLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WatchLoop.class);
    /** Requests that come together are looked after together. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration AFTER_A_PROBLEM = Duration.ofSeconds(1);

    private final String account;
    private final AccountWatch watch;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean closed;

    private WatchLoop(String account, AccountWatch watch, Clock clock) {
        this.account = account;
        this.watch = watch;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("watch-" + account).unstarted(this::run);
    }

    static WatchLoop start(String account, AccountWatch watch, Clock clock) {
        WatchLoop loop = new WatchLoop(account, watch, clock);
        loop.thread.start();
        return loop;
    }

    void request(LookRequest request) {
        watch.request(request);
    }

    private void run() {
        try (Provider.Listening listening = watch.listen()) {
            while (!closed) {
                Duration wait = Duration.between(clock.instant(), step());
                if (watch.awaitRequest(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT)) {
                    Thread.sleep(GATHERING);
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("account", account).log("The watch was ended");
        }
    }

    private Instant step() {
        try {
            return watch.step();
        } catch (NotReported e) {
            log.atWarn().addKeyValue("account", account).setCause(e).log("A look could not be reported");
        } catch (RuntimeException e) {
            log.atError().addKeyValue("account", account).setCause(e).log("A look broke");
        }
        return clock.instant().plus(AFTER_A_PROBLEM);
    }

    /** Does not wait: what it may still report carries the epoch of an owner that was. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
