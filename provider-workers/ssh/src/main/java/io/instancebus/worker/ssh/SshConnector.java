package io.instancebus.worker.ssh;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Opens sessions: connects, checks the host key, logs in. Does not read the machine's own SSH configuration or keys.
 */
final class SshConnector implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MISSED_HEARTBEATS = 3;

    private final SshClient client;
    private final Duration timeout;
    private final Endpoints endpoints;
    private final PreferredEndpoints preferred = new PreferredEndpoints();

    SshConnector(Duration timeout, Endpoints endpoints) {
        this.timeout = timeout;
        this.endpoints = endpoints;
        this.client = newClient();
        client.start();
    }

    private static SshClient newClient() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setSessionFactory(new QuietSession.Factory(client));
        client.setKeyExchangeFactories(keyExchanges());
        HandshakeEvents events = new HandshakeEvents();
        client.setServerKeyVerifier((session, address, key) -> HandshakeEvents.of(session)
                .filter(handshake -> handshake.accept(key))
                .isPresent());
        client.addSessionListener(events);
        client.setUserInteraction(events);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        // The sender of input bounds the whole exchange; the library's own bound uses the wall clock.
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, Duration.ofDays(365));
        // A command may be silent for an hour: heartbeats detect a dead peer instead.
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, MISSED_HEARTBEATS);
        return client;
    }

    /** The library prefers sntrup761, which takes twice the time; here curve25519 comes first. */
    private static List<KeyExchangeFactory> keyExchanges() {
        return ClientBuilder.setUpDefaultKeyExchanges(false).stream()
                .sorted(Comparator.comparing(factory -> factory.getName().startsWith("curve25519-sha256") ? 0 : 1))
                .toList();
    }

    /** Opens and logs in a session. Blocks at most for the time-out plus five seconds for name look-ups. */
    SshConnection open(RunRequest request) throws SshFailure {
        Login login = new Login(request);
        try {
            List<Endpoint> found = endpoints.of(request.addresses(), request.port());
            if (found.isEmpty()) {
                throw new SshFailure(FailureKind.CONNECT_FAILED, "The address of " + request.target() + " is unknown");
            }
            DialRace.Won won =
                    new DialRace(client, request, preferred.first(request, found), Deadline.in(timeout), login).run();
            preferred.remember(request, won.connection().hostKey(), won.endpoint());
            return won.connection();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SshFailure(
                    FailureKind.CONNECT_FAILED, "Interrupted while connecting to " + request.target(), interrupted);
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}
