package io.instancebus.worker.ssh;

import io.instancebus.accounts.RunMode;
import io.instancebus.worker.ssh.SessionPool.Share;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands on instances over SSH. Thread-safe, also for virtual threads; {@link #run} blocks its caller.
 *
 * <p>With {@link RunMode#POSIX_SHELL} a run id is executed at most once for a target and user: a repeat within 24
 * hours, by this runner or another, gets the first result, even if the connection broke in between.
 */
public final class SshRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SshRunner.class);

    private final CredentialDigest digest = new CredentialDigest();
    private final SshConnector connector;
    private final SessionPool pool;
    private final Duration shellTimeout;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ssh-session-sweeper").factory());
    private final ScheduledFuture<?> sweeping;

    public SshRunner() {
        this(SshSettings.defaults());
    }

    public SshRunner(SshSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    SshRunner(SshSettings settings, Endpoints.Lookup lookup) {
        connector = new SshConnector(settings.connectTimeout(), new Endpoints(lookup));
        pool = new SessionPool(settings);
        shellTimeout = settings.shellTimeout();
        long period = Math.max(10, settings.idleTime().toMillis() / 4);
        sweeping = sweeper.scheduleWithFixedDelay(pool::sweep, period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs the command and waits for its end: at most the connect time-out, the shell time-out, the command's time-out
     * and 25 s; twice that if the connection breaks and the run is requested again. The command is sent only after the
     * target's shell has confirmed that it reads, so that no command runs after it was reported as not executed. If no
     * answer comes in time, the target is asked once more for the result, on another session.
     *
     * @throws SshFailure if there is no result; {@link FailureKind#outcomeUnknown()} says whether the command may have
     *     run
     */
    public RunResult run(RunRequest request) throws SshFailure {
        if (request.mode() == RunMode.PLAIN_EXEC && request.redelivered()) {
            throw new SshFailure(
                    FailureKind.OUTCOME_UNKNOWN,
                    "Run " + request.runId() + " may have been executed on " + request.target()
                            + " before, and the target keeps no record of it");
        }
        try {
            return ask(request, Asking.TO_EXECUTE, Share.ANY);
        } catch (SshFailure failed) {
            Optional<Asking> again = again(request, failed);
            if (again.isEmpty()) {
                throw failed;
            }
            return again(request, again.get(), failed);
        }
    }

    /** What to request once more, if the target stores the result of the first execution. */
    private static Optional<Asking> again(RunRequest request, SshFailure failed) {
        if (request.mode() == RunMode.PLAIN_EXEC) {
            return Optional.empty();
        }
        return switch (failed.kind()) {
            case CONNECTION_LOST -> Optional.of(Asking.TO_EXECUTE);
            // The time-out has expired, and the caller may have been told so: the command must not begin any more.
            case NO_ANSWER -> Optional.of(Asking.FOR_THE_ANSWER);
            case CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    AUTH_FAILED,
                    HOST_KEY_CHANGED,
                    INVALID_KEY,
                    PROTOCOL,
                    CHANNEL_REFUSED,
                    TARGET_REFUSED,
                    SHELL_TIMEOUT,
                    NOT_BEGUN,
                    RUN_ID_TAKEN,
                    CLOSED,
                    OUTCOME_UNKNOWN -> Optional.empty();
        };
    }

    private RunResult again(RunRequest request, Asking asking, SshFailure first) throws SshFailure {
        logAgain(request, first);
        try {
            return ask(request, asking, Share.OPENING);
        } catch (SshFailure second) {
            boolean settled = second.kind().outcomeUnknown() || second.kind() == FailureKind.NOT_BEGUN;
            if (first.kind().outcomeUnknown() && !settled) {
                first.addSuppressed(second);
                throw first;
            }
            throw second;
        }
    }

    /** Requests again on a session of its own if the shared one is full. */
    private RunResult ask(RunRequest request, Asking asking, Share share) throws SshFailure {
        try {
            return attempt(request, asking, share);
        } catch (SshFailure failed) {
            if (failed.kind() != FailureKind.CHANNEL_REFUSED) {
                throw failed;
            }
            logAgain(request, failed);
            return attempt(request, asking, Share.NONE);
        }
    }

    private static void logAgain(RunRequest request, SshFailure failed) {
        log.atInfo()
                .addKeyValue("runId", request.runId())
                .addKeyValue("target", request.target())
                .addKeyValue("kind", failed.kind())
                .log("A run's session failed; requesting the run again on a new session");
    }

    private RunResult attempt(RunRequest request, Asking asking, Share share) throws SshFailure {
        SessionPool.Key key = new SessionPool.Key(
                request.addresses(), request.port(), request.username(), digest.of(request.credential()));
        try (SessionPool.Lease lease = lease(key, request, share)) {
            SshConnection connection = lease.connection();
            try {
                return switch (request.mode()) {
                    case POSIX_SHELL -> new PosixRun(request, asking, shellTimeout).on(connection);
                    case PLAIN_EXEC -> new PlainRun(request).on(connection);
                };
            } catch (SshFailure failed) {
                switch (failed.kind()) {
                    case CHANNEL_REFUSED -> lease.full();
                    // A shell that is still starting keeps its channel on the server.
                    case CONNECTION_LOST, NO_ANSWER, SHELL_TIMEOUT -> lease.discard();
                    default -> {}
                }
                throw failed;
            }
        }
    }

    /**
     * A share of a session with the expected machine. The expected host key may not have been known when the session
     * was opened.
     */
    private SessionPool.Lease lease(SessionPool.Key key, RunRequest request, Share share) throws SshFailure {
        SessionPool.Lease lease = pool.lease(key, share, () -> connector.open(request));
        if (request.expectedHostKey().isEmpty()
                || request.expectedHostKey().get().equals(lease.connection().hostKey())) {
            return lease;
        }
        lease.discard();
        lease.close();
        return pool.lease(key, Share.NONE, () -> connector.open(request));
    }

    /** The number of sessions that are open or being opened. */
    int sessions() {
        return pool.size();
    }

    /** Closes all sessions; current runs end with a failure. */
    @Override
    public void close() {
        sweeping.cancel(false);
        sweeper.shutdown();
        pool.close();
        connector.close();
    }
}
