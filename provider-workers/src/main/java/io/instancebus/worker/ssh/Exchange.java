package io.instancebus.worker.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;

/** One command on one channel: sends it with its input, and takes what comes back until the end or the time-out. */
final class Exchange implements AutoCloseable {
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(20);

    private final String target;
    private final ClientSession session;
    private final QuietExecChannel channel;

    private Exchange(String target, ClientSession session, QuietExecChannel channel) {
        this.target = target;
        this.session = session;
        this.channel = channel;
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
            channel.open().verify(OPEN_TIMEOUT);
            return new Exchange(target, session, channel);
        } catch (IOException | RuntimeException failed) {
            channel.close(true);
            throw new SshFailure(
                    FailureKind.CHANNEL_REFUSED,
                    target + " opens no channel for the command: " + ConnectFailures.messageOf(failed),
                    failed);
        }
    }

    /** Sends the input and its end, and waits. */
    End finish(byte[] input, Duration timeout) throws SshFailure {
        try {
            try (OutputStream in = channel.getInvertedIn()) {
                in.write(input);
            }
        } catch (IOException closedEarly) {
            // The target ended the command before it read everything: what it answered says why.
            if (!session.isOpen()) {
                return End.LOST;
            }
        }
        return await(timeout);
    }

    private End await(Duration timeout) throws SshFailure {
        Set<ClientChannelEvent> events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), timeout);
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new SshFailure(FailureKind.OUTCOME_UNKNOWN, "Interrupted while the command ran on " + target);
        }
        if (events.contains(ClientChannelEvent.TIMEOUT)) {
            return End.TIMED_OUT;
        }
        if (channel.refused()) {
            throw new SshFailure(FailureKind.PROTOCOL, target + " does not execute commands");
        }
        return answered() || session.isOpen() ? End.DONE : End.LOST;
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
        channel.close(false);
    }
}
