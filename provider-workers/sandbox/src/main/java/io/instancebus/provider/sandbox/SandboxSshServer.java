package io.instancebus.provider.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SSH server for all instances of a sandbox, on the loopback address; the user name is the native id. Only a
 * running instance accepts logins, and its sessions end when it stops.
 */
final class SandboxSshServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SandboxSshServer.class);
    private static final String HOST = "127.0.0.1";
    private static final int CHANNELS_PER_SESSION = 16;
    private static final int LOGIN_TRIES = 6;

    private final Function<String, Optional<SandboxInstance>> running;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final AtomicInteger commands = new AtomicInteger();

    private SandboxSshServer(
            SandboxSecrets secrets,
            SandboxSshConfig config,
            Function<String, Optional<SandboxInstance>> running,
            InstantSource clock) {
        this.running = running;
        server.setHost(HOST);
        server.setNioWorkers(2);
        server.setKeyPairProvider(KeyPairProvider.wrap(secrets.hostKey()));
        server.setPasswordAuthenticator(
                (user, password, session) -> secrets.isPassword(password) && admits(user, session));
        server.setPublickeyAuthenticator(keys(config.authorizedKeys()));
        server.setKeyboardInteractiveAuthenticator(null);
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setCommandFactory((channel, line) -> new SandboxSession(line, running, clock, commands));
        server.setShellFactory(channel -> new SandboxSession("interactive", running, clock, commands));
        server.addSessionListener(new Doorkeeper(config.maxSessions()));
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, CHANNELS_PER_SESSION);
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, LOGIN_TRIES);
        CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ofSeconds(30));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ofHours(1));
    }

    static SandboxSshServer start(
            SandboxFolder folder,
            SandboxSshConfig config,
            Function<String, Optional<SandboxInstance>> running,
            InstantSource clock)
            throws IOException {
        SandboxSshServer started = new SandboxSshServer(SandboxSecrets.in(folder, config), config, running, clock);
        try {
            started.listen(config.port(), folder.lastPort());
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    int port() {
        return server.getPort();
    }

    int commandsRunning() {
        return commands.get();
    }

    /** Ends the sessions of an instance. */
    void hangUp(String nativeId) {
        for (AbstractSession session : server.getActiveSessions()) {
            if (nativeId.equals(session.getUsername())) {
                session.close(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private void listen(int configured, Path lastPort) throws IOException {
        if (configured != 0) {
            bind(configured);
            return;
        }
        int last = last(lastPort);
        if (last == 0 || !bound(last)) {
            bind(0);
        }
        Files.writeString(lastPort, Integer.toString(server.getPort()));
    }

    private boolean bound(int port) {
        try {
            bind(port);
            return true;
        } catch (IOException e) {
            log.atInfo()
                    .addKeyValue("port", port)
                    .setCause(e)
                    .log("The last SSH port of the sandbox is taken; using another one");
            return false;
        }
    }

    private void bind(int port) throws IOException {
        server.setPort(port);
        server.start();
    }

    private static int last(Path file) throws IOException {
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535 ? Integer.parseInt(text) : 0;
    }

    private static PublickeyAuthenticator none() {
        return (user, key, session) -> false;
    }

    private PublickeyAuthenticator keys(@Nullable Path authorizedKeys) {
        if (authorizedKeys == null) {
            return none();
        }
        PublickeyAuthenticator listed = new AuthorizedKeysAuthenticator(authorizedKeys);
        return (user, key, session) -> listed.authenticate(user, key, session) && admits(user, session);
    }

    /** Whether the instance accepts the login; a client that knows the secret gets the reason for a refusal. */
    private boolean admits(String user, ServerSession session) {
        if (running.apply(user).isPresent()) {
            return true;
        }
        try {
            session.disconnect(
                    SshConstants.SSH2_DISCONNECT_BY_APPLICATION,
                    "the sandbox has no running instance \"" + user + "\"");
        } catch (IOException e) {
            log.atDebug().setCause(e).log("A client disconnected before it was told that its instance does not run");
        }
        return false;
    }

    /** Bounds the number of sessions of all instances together. */
    private static final class Doorkeeper implements SessionListener {
        private final Set<Session> inside = ConcurrentHashMap.newKeySet();
        private final int most;

        Doorkeeper(int most) {
            this.most = most;
        }

        @Override
        public void sessionCreated(Session session) {
            inside.add(session);
            if (inside.size() > most) {
                log.atWarn().addKeyValue("sessions", most).log("The sandbox accepts no more SSH sessions");
                session.close(true);
            }
        }

        @Override
        public void sessionClosed(Session session) {
            inside.remove(session);
        }
    }
}
