package io.instancebus.worker.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Logs in with the credential of a run. */
final class Login implements DialRace.Login {
    private final RunRequest request;
    private final @Nullable KeyPair key;

    /** @throws SshFailure with {@link FailureKind#INVALID_KEY} */
    Login(RunRequest request) throws SshFailure {
        this.request = request;
        key = request.credential() instanceof SshCredential.PrivateKey credential ? PrivateKeys.read(credential) : null;
    }

    @Override
    public SshConnection on(Dial dial, ClientSession session) throws SshFailure {
        try {
            identify(session);
            AuthFuture login = session.auth();
            if (!Waits.isDone(login, dial.deadline().left())) {
                throw dial.failures().timedOut(new IOException("no answer to the login"));
            }
            login.verify(dial.deadline().left());
            return new SshConnection(session, dial.handshake().check().shown().orElseThrow());
        } catch (InterruptedException interrupted) {
            session.close(true);
            throw dial.failures().interrupted();
        } catch (SshFailure failed) {
            session.close(true);
            throw failed;
        } catch (IOException | RuntimeException failed) {
            session.close(true);
            throw dial.failures().duringLogin(failed);
        }
    }

    private void identify(ClientSession session) {
        if (request.credential() instanceof SshCredential.Password password) {
            session.setUserAuthFactories(
                    List.of(new UserAuthPasswordFactory(), new QuietKeyboardInteractive.Factory()));
            session.addPasswordIdentity(new String(password.password()));
        } else if (key != null) {
            session.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory()));
            session.addPublicKeyIdentity(key);
        }
    }
}
