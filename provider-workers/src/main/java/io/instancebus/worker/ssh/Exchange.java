package io.instancebus.worker.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One command on one channel: sends it with its input, and takes what comes back until the end or the time-out. */
final class Exchange implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(20);

    private final String target;
    private final ClientSession session;
    private final QuietExecChannel channel;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean sent;

    private Exchange(String target, ClientSession session, QuietExecChannel channel) {
        this.target = target;
        this.session = session;
        this.channel = channel;
        channel.addCloseFutureListener(any -> closed.countDown());
    }

    /** How an exchange ended. */
    enum End {
        /** The target closed the channel. */
        DONE,
        /** The time was over. */
        TIMED_OUT,
        /** The connection broke. */
        LOST
    }

    /** @throws SshFailure with {@link FailureKind#CHANNEL_REFUSED}: the command was not sent */
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

    /** Sends the input and its end, and waits for the end of the channel. */
    End finish(byte[] input, Duration timeout) throws SshFailure {
        // Beside the wait, so that a peer that takes nothing in cannot prolong it.
        Thread sender = Thread.ofVirtual().name("ssh-input").start(() -> send(input));
        try {
            if (!closed.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return End.TIMED_OUT;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SshFailure(FailureKind.OUTCOME_UNKNOWN, "Interrupted while the command ran on " + target);
        } finally {
            sender.interrupt();
        }
        if (channel.refused()) {
            throw new SshFailure(FailureKind.PROTOCOL, target + " does not execute commands");
        }
        return answered() || session.isOpen() ? End.DONE : End.LOST;
    }

    private void send(byte[] input) {
        try {
            OutputStream in = channel.getInvertedIn();
            in.write(input);
            in.close();
            sent = true;
        } catch (IOException | RuntimeException closedEarly) {
            // The target ended the command before it read everything: what it answered says why.
            log.debug("A command's input was not sent to its end: {}", ConnectFailures.messageOf(closedEarly));
        }
    }

    /** Whether the target said how the command ended. */
    boolean answered() {
        return channel.getExitStatus() != null || channel.getExitSignal() != null;
    }

    ClientChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        // Input that waits for room would hold up an orderly close.
        channel.close(!sent);
    }
}
