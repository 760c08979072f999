package io.instancebus.worker.ssh;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.jspecify.annotations.Nullable;

/** The state of one connection until the login, as reported by the library. */
final class Handshake {
    static final AttributeKey<Handshake> ATTRIBUTE = new AttributeKey<>();

    private final HostKeyCheck check;
    private final CompletableFuture<Boolean> proved = new CompletableFuture<>();
    private final BoundedOutput said = new BoundedOutput(1024);
    private volatile @Nullable Throwable cause;

    Handshake(Optional<String> expectedHostKey) {
        check = new HostKeyCheck(expectedHostKey);
    }

    HostKeyCheck check() {
        return check;
    }

    /** Called after the peer has proved that it holds the key. */
    boolean accept(PublicKey key) {
        boolean accepted = check.accept(key);
        proved.complete(accepted);
        return accepted;
    }

    /** The connection ended; the first reason counts. */
    void broke(Throwable reason) {
        if (cause == null) {
            cause = reason;
        }
    }

    void closed() {
        proved.complete(false);
    }

    void said(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        said.write(bytes, 0, bytes.length);
    }

    /** A login banner or similar text in one line; empty if there was none. */
    String said() {
        return OutputText.line(said);
    }

    /** Waits until the peer has proved its expected host key. */
    boolean isProved(Duration timeout) throws InterruptedException, TimeoutException {
        try {
            return proved.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The reason why it did not. */
    Exception failure() {
        return cause instanceof Exception known ? known : new IllegalStateException("the connection was closed", cause);
    }
}
