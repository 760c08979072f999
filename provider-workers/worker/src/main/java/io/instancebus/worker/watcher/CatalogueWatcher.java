package io.instancebus.worker.watcher;

import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Failure;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.time.Clocks;
import io.instancebus.time.SteadyTime;
import io.instancebus.worker.report.AccountJournal;
import io.instancebus.worker.report.NotReported;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the catalogue of one account regularly, and publishes it when it has changed. If the catalogue cannot be read,
 * it publishes the reason, and the last catalogue stays. One thread calls {@link #step}, other than the thread of
 * observations, so that a catalogue of many slow pages delays no observation.
 */
final class CatalogueWatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CatalogueWatcher.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final WatchedAccount account;
    private final AccountJournal journal;
    private final Clocks clocks;
    private @Nullable Catalogue read;
    private @Nullable Catalogue told;
    private SteadyTime next = SteadyTime.MIN;
    private @Nullable Failure complaint;
    private @Nullable Failure toldProblem;
    private volatile boolean readable;
    private volatile boolean closed;

    CatalogueWatcher(WatchedAccount account, AccountJournal journal, Clocks clocks) {
        this.account = account;
        this.journal = journal;
        this.clocks = clocks;
    }

    /** Whether the last attempt succeeded; false during an attempt. For any thread. */
    boolean readable() {
        return readable;
    }

    /**
     * Reads the catalogue, unless the last one must still be published.
     *
     * @return the time of the next read
     * @throws NotReported if the catalogue has changed and could not be published; the next step retries
     */
    SteadyTime step() throws NotReported {
        boolean allTold = complaint == null ? Objects.equals(read, told) : complaint.equals(toldProblem);
        if (allTold) {
            Duration wait = read() ? INTERVAL : RETRY;
            next = clocks.steady().now().plus(wait);
        }
        tell();
        return next;
    }

    private boolean read() {
        readable = false;
        try {
            read = account.provider().catalogue();
            readable = true;
            if (complaint != null) {
                // Published again even if it has not changed, because it ends the CatalogueUnreadable.
                told = null;
                complaint = null;
            }
        } catch (ProviderFailure e) {
            complain(e.failure());
        }
        return readable;
    }

    private void tell() throws NotReported {
        if (closed) {
            return;
        }
        Failure problem = complaint;
        if (problem != null) {
            if (!problem.equals(toldProblem)) {
                publish(new AccountNews.CatalogueUnreadable(clocks.wall().instant(), problem));
                toldProblem = problem;
            }
            return;
        }
        Catalogue news = read;
        if (news != null && !news.equals(told)) {
            publish(new AccountNews.CatalogueChanged(news));
            told = news;
            toldProblem = null;
            tellLeftOut(news);
        }
    }

    private void publish(AccountNews news) throws NotReported {
        journal.publish(account.name(), account.provider().type(), news);
    }

    private void tellLeftOut(Catalogue news) {
        if (!news.leftOut().isEmpty()) {
            log.atWarn()
                    .addKeyValue("account", account.name())
                    .addKeyValue("leftOut", news.leftOut())
                    .log("Unreadable elements are omitted from the catalogue");
        }
    }

    private void complain(Failure failure) {
        if (!closed && complaint == null) {
            log.atWarn()
                    .addKeyValue("account", account.name())
                    .addKeyValue("category", failure.category())
                    .addKeyValue("problem", failure.message())
                    .log("The catalogue cannot be read; the last one stays until it can be read");
        }
        complaint = failure;
    }

    /** A read in progress is not published: the account's next watcher publishes its own. */
    @Override
    public void close() {
        closed = true;
    }
}
