package io.instancebus.worker.watcher;

import io.instancebus.provider.Provider;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.NotReported;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the watch of one account and that of its catalogue, each on a virtual thread of its own, until it is closed. No
 * failure ends them.
 */
final class WatcherThreads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WatcherThreads.class);
    /** Requests that arrive together are answered together. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration AFTER_A_PROBLEM = Duration.ofSeconds(1);

    private final String account;
    private final AccountWatcher watcher;
    private final CatalogueWatcher catalogue;
    private final SteadyClock clock;
    private final Thread observing;
    private final Thread catalogues;
    private volatile boolean closed;

    private WatcherThreads(String account, AccountWatcher watcher, CatalogueWatcher catalogue, SteadyClock clock) {
        this.account = account;
        this.watcher = watcher;
        this.catalogue = catalogue;
        this.clock = clock;
        this.observing = Thread.ofVirtual().name("watcher-" + account).unstarted(this::observe);
        this.catalogues = Thread.ofVirtual().name("catalogue-" + account).unstarted(this::readCatalogue);
    }

    static WatcherThreads start(String account, AccountWatcher watcher, CatalogueWatcher catalogue, SteadyClock clock) {
        WatcherThreads loop = new WatcherThreads(account, watcher, catalogue, clock);
        loop.catalogues.start();
        loop.observing.start();
        return loop;
    }

    void request(PendingRequest request) {
        watcher.request(request);
    }

    private void observe() {
        try (Provider.Listening listening = watcher.listen()) {
            while (!closed) {
                Duration wait = waitAfter(watcher::step);
                if (watcher.awaitRequest(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT)) {
                    Thread.sleep(GATHERING);
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("account", account).log("The watcher was ended");
        }
    }

    private void readCatalogue() {
        try {
            while (!closed) {
                Thread.sleep(waitAfter(catalogue::step));
            }
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("account", account).log("The catalogue's watcher was ended");
        }
    }

    /** Does everything that is due, and returns the time of the next step. */
    @FunctionalInterface
    private interface Step {
        SteadyTime take() throws NotReported;
    }

    /** Runs the step, and returns how long to wait for the next. */
    private Duration waitAfter(Step step) {
        try {
            return clock.now().until(step.take());
        } catch (NotReported e) {
            log.atWarn().addKeyValue("account", account).setCause(e).log("An observation could not be reported");
        } catch (RuntimeException | Error e) {
            log.atError().addKeyValue("account", account).setCause(e).log("An observation failed with a bug");
        }
        return AFTER_A_PROBLEM;
    }

    /** Does not wait: later reports carry the epoch of a former owner. */
    @Override
    public void close() {
        closed = true;
        watcher.close();
        catalogue.close();
        observing.interrupt();
        catalogues.interrupt();
    }
}
