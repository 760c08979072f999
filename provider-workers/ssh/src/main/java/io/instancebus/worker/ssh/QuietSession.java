package io.instancebus.worker.ssh;

import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.logging.SimplifiedLog;

/** A session that does not log packets: at TRACE the library would log passwords and command lines. */
final class QuietSession extends ClientSessionImpl {
    private QuietSession(ClientFactoryManager client, IoSession connection) throws Exception {
        super(client, connection);
    }

    @Override
    protected SimplifiedLog getSimplifiedLogger() {
        return SimplifiedLog.EMPTY;
    }

    static final class Factory extends SessionFactory {
        Factory(ClientFactoryManager client) {
            super(client);
        }

        @Override
        protected ClientSessionImpl doCreateSession(IoSession connection) throws Exception {
            return new QuietSession(getClient(), connection);
        }
    }
}
