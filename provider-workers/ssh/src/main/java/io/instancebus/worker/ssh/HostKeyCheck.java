package io.instancebus.worker.ssh;

import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.jspecify.annotations.Nullable;

/** Trust on first use for one connection: records the peer's host key, and refuses one that is not the expected key. */
final class HostKeyCheck {
    private final Optional<String> expected;
    private volatile @Nullable String shown;

    HostKeyCheck(Optional<String> expected) {
        this.expected = expected;
    }

    /** Called by the library between the key exchange and the login. */
    boolean accept(PublicKey key) {
        String fingerprint = KeyUtils.getFingerPrint(BuiltinDigests.sha256.create(), key);
        shown = fingerprint;
        return expected.isEmpty() || expected.get().equals(fingerprint);
    }

    Optional<String> shown() {
        return Optional.ofNullable(shown);
    }

    boolean mismatch() {
        String now = shown;
        return now != null && expected.isPresent() && !expected.get().equals(now);
    }

    static SshFailure changed(String target, String expected, String shown) {
        return new SshFailure(
                FailureKind.HOST_KEY_CHANGED,
                "The host key of " + target + " has changed: expected " + expected + ", the target shows " + shown
                        + ". Either the machine was reinstalled, or another one answers at its address; nothing"
                        + " was sent to it");
    }
}
