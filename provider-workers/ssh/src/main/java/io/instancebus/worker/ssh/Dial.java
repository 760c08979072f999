package io.instancebus.worker.ssh;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one endpoint, from the first packet until the peer has proved its host key. Sends no credential.
 */
final class Dial {
    /** The progress or result of the connection. */
    sealed interface News {
        Dial dial();

        /** The endpoint accepts connections. */
        record Connected(Dial dial) implements News {}

        /** The peer has proved its host key, and it is the expected one. */
        record Ready(Dial dial, ClientSession session) implements News {}

        /** The connection failed. */
        record Failed(Dial dial, SshFailure failure) implements News {}
    }

    private final SshClient client;
    private final RunRequest request;
    private final Endpoint endpoint;
    private final Deadline deadline;
    private final BlockingQueue<News> news;
    private final Handshake handshake;
    private final ConnectFailures failures;
    private final Thread thread = Thread.ofVirtual().name("ssh-dial").unstarted(this::run);
    private @Nullable ClientSession session;
    private boolean cancelled;

    Dial(SshClient client, RunRequest request, Endpoint endpoint, Deadline deadline, BlockingQueue<News> news) {
        this.client = client;
        this.request = request;
        this.endpoint = endpoint;
        this.deadline = deadline;
        this.news = news;
        handshake = new Handshake(request.expectedHostKey());
        failures = new ConnectFailures(
                request.username() + "@" + endpoint, deadline, handshake, request.expectedHostKey());
    }

    void start() {
        thread.start();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Deadline deadline() {
        return deadline;
    }

    Handshake handshake() {
        return handshake;
    }

    ConnectFailures failures() {
        return failures;
    }

    private void run() {
        try {
            ClientSession connected = connect();
            keep(connected);
            news.add(new News.Connected(this));
            if (!handshake.isProved(deadline.left())) {
                throw handshake.failure();
            }
            news.add(new News.Ready(this, connected));
        } catch (InterruptedException over) {
            cancel();
        } catch (SshFailure failed) {
            fail(failed);
        } catch (TimeoutException late) {
            fail(failures.timedOut(late));
        } catch (Exception failed) {
            fail(failures.duringLogin(failed));
        }
    }

    private ClientSession connect() throws SshFailure, InterruptedException {
        AttributeRepository context = AttributeRepository.ofKeyValuePair(Handshake.ATTRIBUTE, handshake);
        try {
            ConnectFuture connecting = client.connect(request.username(), endpoint.socket(), context, null);
            try {
                if (!Waits.isDone(connecting, deadline.left())) {
                    connecting.cancel();
                    throw failures.timedOut(new TimeoutException());
                }
            } catch (InterruptedException over) {
                connecting.cancel();
                throw over;
            }
            return connecting.verify(deadline.left()).getSession();
        } catch (IOException | RuntimeException failed) {
            throw failures.beforeLogin(failed);
        }
    }

    private synchronized void keep(ClientSession connected) {
        session = connected;
        if (cancelled) {
            connected.close(true);
        }
    }

    private void fail(SshFailure failure) {
        cancel();
        news.add(new News.Failed(this, failure));
    }

    /** Ends the connection, whatever its progress. */
    synchronized void cancel() {
        cancelled = true;
        thread.interrupt();
        if (session != null) {
            session.close(true);
        }
    }
}
