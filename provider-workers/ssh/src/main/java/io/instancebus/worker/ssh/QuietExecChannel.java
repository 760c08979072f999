package io.instancebus.worker.ssh;

import java.io.IOException;
import org.apache.sshd.client.channel.ChannelSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.logging.SimplifiedLog;

/** A channel that executes a command. Unlike the library's own it logs neither the command line nor the data. */
final class QuietExecChannel extends ChannelSession {
    private final byte[] command;
    private volatile boolean refused;
    private boolean sent;
    private boolean abandoned;

    QuietExecChannel(byte[] command) {
        this.command = command;
    }

    @Override
    protected void doOpen() throws IOException {
        if (!maySend()) {
            super.doOpen();
            close(false);
            return;
        }
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, command.length + 64);
        request.putUInt(getRecipient());
        request.putString(Channel.CHANNEL_EXEC);
        request.putBoolean(true);
        request.putBytes(command);
        addPendingRequest(Channel.CHANNEL_EXEC, true);
        writePacket(request);
        super.doOpen();
    }

    private synchronized boolean maySend() {
        sent = !abandoned;
        return sent;
    }

    /**
     * Sends no command from now on: a channel that opens late is closed again. It stays registered until then, because
     * the library would close the session for a late message to an unknown channel.
     *
     * @return whether no command was sent before
     */
    synchronized boolean abandon() {
        abandoned = true;
        return !sent;
    }

    @Override
    public void handleSuccess() throws IOException {
        removePendingRequest(Channel.CHANNEL_EXEC);
    }

    @Override
    public void handleFailure() throws IOException {
        if (removePendingRequest(Channel.CHANNEL_EXEC) != null) {
            refused = true;
            close(true);
        }
    }

    /** Whether the target reported that it does not execute the command. */
    boolean refused() {
        return refused;
    }

    @Override
    protected SimplifiedLog getSimplifiedLogger() {
        return SimplifiedLog.EMPTY;
    }
}
