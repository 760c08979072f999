package io.instancebus.worker.ssh;

import io.instancebus.accounts.RunMode;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands on instances over SSH. Safe for any number of threads, virtual ones too; {@link #run} blocks its caller.
 *
 * <p>With {@link RunMode#POSIX_SHELL} a run id is executed at most once on a target and user: a repeat within 24 hours, by this
 * runner or another, gets the first one's result, also after the connection broke in between.
 */
public final class SshRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SshRunner.class);

    private final CredentialDigest digest = new CredentialDigest();
    private final SshConnector connector;
    private final SessionPool pool;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ssh-session-sweeper").factory());
    private final ScheduledFuture<?> sweeping;

    public SshRunner() {
        this(SshSettings.defaults());
    }

    public SshRunner(SshSettings settings) {
        connector = new SshConnector(settings.connectTimeout());
        pool = new SessionPool(settings);
        long period = Math.max(10, settings.idleTime().toMillis() / 4);
        sweeping = sweeper.scheduleWithFixedDelay(pool::sweep, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs the command and waits for its end: at most the time to connect, the command's time-out and 25 s; twice that where
     * the connection breaks and the run is asked for again.
     *
     * @throws SshFailure if there is no result; {@link FailureKind#outcomeUnknown()} tells whether the command may have run
     */
    public RunResult run(RunRequest request) throws SshFailure {
        if (request.mode() == RunMode.PLAIN_EXEC && request.redelivered()) {
            throw new SshFailure(
                    FailureKind.OUTCOME_UNKNOWN,
                    "Run " + request.runId() + " may have been executed on " + request.target()
                            + " before, and the target keeps no record of it");
        }
        try {
            return attempt(request, false);
        } catch (SshFailure failed) {
            if (!isWorthAnother(request, failed)) {
                throw failed;
            }
            return again(request, failed);
        }
    }

    /** Where nothing was sent, and where a repeat is answered by the first execution. */
    private static boolean isWorthAnother(RunRequest request, SshFailure failed) {
        return failed.kind() == FailureKind.CHANNEL_REFUSED
                || (failed.kind() == FailureKind.CONNECTION_LOST && request.mode() == RunMode.POSIX_SHELL);
    }

    private RunResult again(RunRequest request, SshFailure first) throws SshFailure {
        log.atInfo()
                .addKeyValue("runId", request.runId())
                .addKeyValue("target", request.target())
                .addKeyValue("kind", first.kind())
                .log("A run's session failed; asking again on a new one");
        try {
            return attempt(request, true);
        } catch (SshFailure second) {
            if (first.kind().outcomeUnknown() && !second.kind().outcomeUnknown()) {
                first.addSuppressed(second);
                throw first;
            }
            throw second;
        }
    }

    private RunResult attempt(RunRequest request, boolean fresh) throws SshFailure {
        SessionPool.Key key = new SessionPool.Key(
                request.address(), request.port(), request.username(), digest.of(request.credential()));
        try (SessionPool.Lease lease = pool.lease(key, fresh, () -> connector.open(request))) {
            SshConnection connection = lease.connection();
            if (request.expectedHostKey().isPresent()
                    && !request.expectedHostKey().get().equals(connection.hostKey())) {
                throw HostKeyCheck.changed(
                        request.target(), request.expectedHostKey().get(), connection.hostKey());
            }
            try {
                return switch (request.mode()) {
                    case POSIX_SHELL -> new PosixRun(request).on(connection);
                    case PLAIN_EXEC -> new PlainRun(request).on(connection);
                };
            } catch (SshFailure failed) {
                switch (failed.kind()) {
                    case CHANNEL_REFUSED -> lease.full();
                    case CONNECTION_LOST -> lease.discard();
                    default -> {}
                }
                throw failed;
            }
        }
    }

    /** How many sessions are open or being opened. */
    int sessions() {
        return pool.size();
    }

    /** Closes all sessions; runs that are under way end with a failure. */
    @Override
    public void close() {
        sweeping.cancel(false);
        sweeper.shutdown();
        pool.close();
        connector.close();
    }
}
