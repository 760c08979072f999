package io.instancebus.accounts;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file every second. It takes a change when the file has not changed between two reads, so that it takes no
 * half-written file. It reports a change that cannot be taken once, and the accounts stay as they were.
 */
final class FollowedFile implements AccountsSource.Following {
    private static final Logger log = LoggerFactory.getLogger(FollowedFile.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration LONGEST_TAKING = Duration.ofSeconds(60);

    private final AccountsSource.InFile source;
    private final AccountsSource.Taker taker;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable String taken;
    private @Nullable String seen;
    private @Nullable String complaint;

    private FollowedFile(AccountsSource.InFile source, AccountsSource.Taker taker) {
        this.source = source;
        this.taker = taker;
        this.thread = Thread.ofPlatform().name("accounts-file").daemon().unstarted(this::run);
    }

    static FollowedFile follow(AccountsSource.InFile source, AccountsSource.Taker taker) {
        FollowedFile followed = new FollowedFile(source, taker);
        followed.thread.start();
        return followed;
    }

    private void run() {
        try {
            do {
                check();
            } while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        try {
            String content = AccountsFile.content(source.file());
            boolean still = content.equals(seen);
            seen = content;
            if (still) {
                if (!content.equals(taken)) {
                    taker.take(source.parse(content));
                    taken = content;
                }
                // Also if the file equals the one that was taken: then a repeated mistake is reported again.
                complaint = null;
            }
        } catch (RuntimeException e) {
            complain(e);
        }
    }

    private void complain(RuntimeException e) {
        String problem = String.valueOf(e.getMessage());
        if (closed.getCount() > 0 && !problem.equals(complaint)) {
            complaint = problem;
            log.atError()
                    .addKeyValue("file", source.file())
                    .addKeyValue("problem", problem)
                    .log("The accounts in the file cannot be taken; going on with those before");
        }
    }

    /** A change that is being taken is completed. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(LONGEST_TAKING)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
