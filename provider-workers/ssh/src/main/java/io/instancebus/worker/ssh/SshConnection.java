package io.instancebus.worker.ssh;

import org.apache.sshd.client.session.ClientSession;

/** A session that is logged in, and the fingerprint of the host key it was opened with. */
record SshConnection(ClientSession session, String hostKey) {
    boolean usable() {
        return session.isOpen() && !session.isClosing();
    }

    void close() {
        session.close(false);
    }
}
