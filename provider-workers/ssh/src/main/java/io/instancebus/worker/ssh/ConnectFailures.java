package io.instancebus.worker.ssh;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.jspecify.annotations.Nullable;

/** Explains why a session could not be opened. */
record ConnectFailures(String target, Deadline deadline, Handshake handshake, Optional<String> expectedHostKey) {

    SshFailure beforeLogin(Exception failed) {
        if (isCausedBy(failed, InterruptedIOException.class)
                || Thread.currentThread().isInterrupted()) {
            return interrupted();
        }
        if (deadline.isOver()) {
            return timedOut(failed);
        }
        if (isCausedBy(failed, UnknownHostException.class) || isCausedBy(failed, UnresolvedAddressException.class)) {
            return new SshFailure(FailureKind.CONNECT_FAILED, "The address of " + target + " is unknown", failed);
        }
        String reason = isCausedBy(failed, ConnectException.class) ? "it refuses connections" : messageOf(failed);
        return new SshFailure(FailureKind.CONNECT_FAILED, "No connection to " + target + ": " + reason, failed);
    }

    SshFailure duringLogin(Exception failed) {
        HostKeyCheck check = handshake.check();
        if (check.mismatch()) {
            return HostKeyCheck.changed(
                    target, expectedHostKey.orElse(""), check.shown().orElse(""));
        }
        if (isCausedBy(failed, InterruptedIOException.class)
                || Thread.currentThread().isInterrupted()) {
            return interrupted();
        }
        if (deadline.isOver()) {
            return timedOut(failed);
        }
        int code = disconnectCode(failed);
        if (check.shown().isPresent() && isRefusal(code, failed)) {
            return new SshFailure(
                    FailureKind.AUTH_FAILED,
                    target + " does not accept the credential (" + messageOf(failed) + ")" + said());
        }
        if (isMisunderstanding(code)) {
            return new SshFailure(
                    FailureKind.PROTOCOL,
                    target + " speaks no compatible version of SSH: " + messageOf(failed) + said(),
                    failed);
        }
        return new SshFailure(
                FailureKind.CONNECT_FAILED,
                target + " ended the connection before the login: " + messageOf(failed) + said(),
                failed);
    }

    SshFailure interrupted() {
        Thread.currentThread().interrupt();
        return new SshFailure(FailureKind.CONNECT_FAILED, "Interrupted while connecting to " + target);
    }

    private String said() {
        String said = handshake.said();
        return said.isEmpty() ? "" : ". It says: " + said;
    }

    SshFailure timedOut(Exception failed) {
        String how = handshake.check().shown().isPresent()
                ? " has not finished the login within "
                : " has not answered within ";
        return new SshFailure(
                FailureKind.CONNECT_TIMEOUT, target + how + deadline.allowed().toMillis() + " ms", failed);
    }

    /** OpenSSH's server reports "Too many authentication failures" with the code of a protocol error. */
    private static boolean isRefusal(int code, Exception failed) {
        return code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                || code == SshConstants.SSH2_DISCONNECT_ILLEGAL_USER_NAME
                || messageOf(failed).contains("authentication failures");
    }

    private static boolean isMisunderstanding(int code) {
        return code == SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR
                || code == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED
                || code == SshConstants.SSH2_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED;
    }

    private static int disconnectCode(Exception failed) {
        for (Throwable each = failed; each != null; each = each.getCause()) {
            if (each instanceof SshException ssh && ssh.getDisconnectCode() > 0) {
                return ssh.getDisconnectCode();
            }
        }
        return 0;
    }

    private static boolean isCausedBy(Exception failed, Class<? extends Throwable> type) {
        for (Throwable each = failed; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    static String messageOf(@Nullable Throwable failed) {
        if (failed == null) {
            return "no reason given";
        }
        String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }
}
