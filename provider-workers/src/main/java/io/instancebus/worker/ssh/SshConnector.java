package io.instancebus.worker.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.future.CancelOption;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;

/** Opens sessions: connects, checks the host key, logs in. Reads nothing of the machine's own SSH configuration or keys. */
final class SshConnector implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MISSED_HEARTBEATS = 3;

    private final SshClient client;
    private final Duration timeout;

    SshConnector(Duration timeout) {
        this.timeout = timeout;
        this.client = newClient();
        client.start();
    }

    private static SshClient newClient() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setSessionFactory(new QuietSession.Factory(client));
        client.setKeyExchangeFactories(keyExchanges());
        client.setServerKeyVerifier((session, address, key) -> {
            AttributeRepository context = session.getConnectionContext();
            HostKeyCheck check = context == null ? null : context.getAttribute(HostKeyCheck.ATTRIBUTE);
            return check != null && check.accept(key);
        });
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        // Whoever sends input bounds the whole exchange; the library's own bound goes by the wall clock.
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, Duration.ofDays(365));
        // A command may be silent for an hour: a dead peer is noticed by heartbeats instead.
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, MISSED_HEARTBEATS);
        return client;
    }

    /** The library prefers sntrup761, which costs twice the time: curve25519 goes first. */
    private static List<KeyExchangeFactory> keyExchanges() {
        return ClientBuilder.setUpDefaultKeyExchanges(false).stream()
                .sorted(Comparator.comparing(factory -> factory.getName().startsWith("curve25519-sha256") ? 0 : 1))
                .toList();
    }

    /** A session that is logged in. Blocks, at most for the time-out and what looking up the address takes. */
    SshConnection open(RunRequest request) throws SshFailure {
        KeyPair key = request.credential() instanceof SshCredential.PrivateKey credential
                ? PrivateKeys.read(credential)
                : null;
        HostKeyCheck check = new HostKeyCheck(request.expectedHostKey());
        ConnectFailures failures = new ConnectFailures(request.target(), timeout, check, request.expectedHostKey());
        long deadline = System.nanoTime() + timeout.toNanos();
        ClientSession session = connect(request, check, failures, deadline);
        try {
            if (request.credential() instanceof SshCredential.Password password) {
                session.setUserAuthFactories(
                        List.of(new UserAuthPasswordFactory(), new QuietKeyboardInteractive.Factory()));
                session.addPasswordIdentity(new String(password.password()));
            } else if (key != null) {
                session.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory()));
                session.addPublicKeyIdentity(key);
            }
            session.auth().verify(left(deadline), CancelOption.CANCEL_ON_TIMEOUT);
            return new SshConnection(session, check.shown().orElseThrow());
        } catch (IOException | RuntimeException failed) {
            session.close(true);
            throw failures.duringLogin(failed, deadline);
        }
    }

    private ClientSession connect(RunRequest request, HostKeyCheck check, ConnectFailures failures, long deadline)
            throws SshFailure {
        AttributeRepository context = AttributeRepository.ofKeyValuePair(HostKeyCheck.ATTRIBUTE, check);
        try {
            return client.connect(request.username(), request.address(), request.port(), context, null)
                    .verify(left(deadline), CancelOption.CANCEL_ON_TIMEOUT, CancelOption.CANCEL_ON_INTERRUPT)
                    .getSession();
        } catch (IOException | RuntimeException failed) {
            throw failures.beforeLogin(failed, deadline);
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    @Override
    public void close() {
        client.stop();
    }
}
