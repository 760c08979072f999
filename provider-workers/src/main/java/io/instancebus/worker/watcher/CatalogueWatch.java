package io.instancebus.worker.watcher;

import io.instancebus.worker.provider.Catalogue;
import io.instancebus.worker.provider.ProviderFailure;
import io.instancebus.worker.report.AccountJournal;
import io.instancebus.worker.report.AccountNews;
import io.instancebus.worker.report.NotReported;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads again and again what one account can create from, and tells it when it has changed; one that cannot be read
 * stays as it was. {@link #step} is one thread's, and not that of the looks: a catalogue of many slow pages holds none up.
 */
final class CatalogueWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CatalogueWatch.class);
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final WatchedAccount account;
    private final AccountJournal journal;
    private final Clock clock;
    private @Nullable Catalogue read;
    private @Nullable Catalogue told;
    private Instant next = Instant.MIN;
    private boolean complained;
    private volatile boolean readable;
    private volatile boolean closed;

    CatalogueWatch(WatchedAccount account, AccountJournal journal, Clock clock) {
        this.account = account;
        this.journal = journal;
        this.clock = clock;
    }

    /** Whether it could be read when it was last tried; not while it is being read. For any thread. */
    boolean readable() {
        return readable;
    }

    /**
     * Reads it, unless what was read before is still to be told.
     *
     * @return when to read it again
     * @throws NotReported it has changed, and that is to be told by another step
     */
    Instant step() throws NotReported {
        if (Objects.equals(read, told)) {
            Duration wait = read() ? INTERVAL : RETRY;
            next = clock.instant().plus(wait);
        }
        tell();
        return next;
    }

    private boolean read() {
        readable = false;
        try {
            read = account.provider().catalogue();
            readable = true;
            complained = false;
        } catch (ProviderFailure e) {
            complain(e);
        } catch (RuntimeException e) {
            broke(e);
        }
        return readable;
    }

    private void tell() throws NotReported {
        Catalogue news = read;
        if (!closed && news != null && !news.equals(told)) {
            journal.publish(account.name(), account.provider().type(), new AccountNews.CatalogueChanged(news));
            told = news;
        }
    }

    private void complain(ProviderFailure e) {
        if (!closed && !complained) {
            complained = true;
            log.atWarn()
                    .addKeyValue("account", account.name())
                    .addKeyValue("category", e.failure().category())
                    .addKeyValue("problem", e.getMessage())
                    .log("The catalogue cannot be read; the one before stays until it can be");
        }
    }

    private void broke(RuntimeException e) {
        if (!closed) {
            log.atError().addKeyValue("account", account.name()).setCause(e).log("Reading the catalogue broke");
        }
    }

    /** What is still being read is not told: whoever has the account next tells what it reads. */
    @Override
    public void close() {
        closed = true;
    }
}
