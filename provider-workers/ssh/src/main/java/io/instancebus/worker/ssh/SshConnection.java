package io.instancebus.worker.ssh;

import org.apache.sshd.client.session.ClientSession;

/** A logged-in session, and the fingerprint of its host key. */
record SshConnection(ClientSession session, String hostKey) {
    boolean usable() {
        return session.isOpen() && !session.isClosing();
    }

    void close() {
        session.close(false);
    }
}
