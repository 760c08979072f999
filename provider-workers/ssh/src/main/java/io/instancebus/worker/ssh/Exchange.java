package io.instancebus.worker.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command on one channel: sends it with its input, and receives the output until the end or the time-out. */
final class Exchange implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(20);

    private final String target;
    private final ClientSession session;
    private final QuietExecChannel channel;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private boolean stuck;

    private Exchange(String target, ClientSession session, QuietExecChannel channel) {
        this.target = target;
        this.session = session;
        this.channel = channel;
        channel.addCloseFutureListener(any -> closed.complete(null));
    }

    /** How an exchange ended. */
    enum End {
        /** The target closed the channel. */
        DONE,
        /** The time-out expired. */
        TIMED_OUT,
        /** The connection broke. */
        LOST
    }

    private interface Input {
        void to(OutputStream in) throws IOException;
    }

    /** @throws SshFailure with {@link FailureKind#CHANNEL_REFUSED}, if the command was not sent */
    static Exchange begin(String target, ClientSession session, byte[] command, OutputStream out, OutputStream err)
            throws SshFailure {
        QuietExecChannel channel = new QuietExecChannel(command);
        try {
            channel.setOut(out);
            channel.setErr(err);
            session.getService(ConnectionService.class).registerChannel(channel);
            OpenFuture opening = channel.open();
            if (!Waits.isDone(opening, OPEN_TIMEOUT) && channel.abandon()) {
                throw new SshFailure(
                        FailureKind.CHANNEL_REFUSED,
                        target + " has opened no channel for the command within " + OPEN_TIMEOUT.toSeconds() + " s");
            }
            opening.verify(OPEN_TIMEOUT);
            return new Exchange(target, session, channel);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw notOpened(
                    channel, FailureKind.CLOSED, "Interrupted before the command was sent to " + target, interrupted);
        } catch (IOException | RuntimeException failed) {
            throw notOpened(
                    channel,
                    FailureKind.CHANNEL_REFUSED,
                    target + " opens no channel for the command: " + ConnectFailures.messageOf(failed),
                    failed);
        }
    }

    private static SshFailure notOpened(QuietExecChannel channel, FailureKind unsent, String message, Exception cause) {
        boolean sent = !channel.abandon();
        channel.close(true);
        return new SshFailure(sent ? FailureKind.CONNECTION_LOST : unsent, message, cause);
    }

    /**
     * Sends the first input, and waits for its answer.
     *
     * @return how the exchange ended, if no answer came; otherwise empty
     */
    Optional<End> greet(byte[] greeting, CompletableFuture<Void> answer, Duration timeout) throws SshFailure {
        boolean inTime;
        try {
            inTime = isDone(CompletableFuture.anyOf(answer, closed), timeout, in -> {
                in.write(greeting);
                in.flush();
            });
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SshFailure(FailureKind.CLOSED, "Interrupted before the command was sent to " + target);
        }
        if (answer.isDone()) {
            return Optional.empty();
        }
        return Optional.of(inTime ? ended() : End.TIMED_OUT);
    }

    /** Sends the input and its end, and waits for the end of the channel. */
    End finish(byte[] input, Duration timeout) throws SshFailure {
        try {
            return isDone(closed, timeout, in -> {
                        in.write(input);
                        in.close();
                    })
                    ? ended()
                    : End.TIMED_OUT;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SshFailure(FailureKind.OUTCOME_UNKNOWN, "Interrupted while the command ran on " + target);
        }
    }

    private End ended() throws SshFailure {
        if (channel.refused()) {
            throw new SshFailure(FailureKind.PROTOCOL, target + " does not execute commands");
        }
        return answered() || session.isOpen() ? End.DONE : End.LOST;
    }

    /** Sends while it waits, so that a peer that reads nothing cannot prolong the wait. */
    private boolean isDone(CompletableFuture<?> event, Duration timeout, Input input) throws InterruptedException {
        Thread sender = Thread.ofVirtual().name("ssh-input").start(() -> send(input));
        try {
            event.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException tooLate) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            stuck = sender.isAlive();
            sender.interrupt();
        }
    }

    private void send(Input bytes) {
        try {
            bytes.to(channel.getInvertedIn());
        } catch (IOException | RuntimeException closedEarly) {
            // The target ended the command before it had read the whole input; its answer says why.
            log.debug("A command's input was not sent completely: {}", ConnectFailures.messageOf(closedEarly));
        }
    }

    /** Whether the target reported how the command ended. */
    boolean answered() {
        return channel.getExitStatus() != null || channel.getExitSignal() != null;
    }

    ClientChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        // Input that waits for buffer space would delay an orderly close.
        channel.close(stuck);
    }
}
