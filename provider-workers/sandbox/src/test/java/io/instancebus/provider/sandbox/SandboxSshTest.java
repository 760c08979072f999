package io.instancebus.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances accept logins over real SSH. */
@Tag("slow")
class SandboxSshTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final AtomicReference<PublicKey> hostKey = new AtomicReference<>();
    private SshClient client;
    private SandboxCloud cloud;
    private SandboxProvider provider;
    private String nativeId;
    private KeyPair key;

    record Ran(Integer status, String signal, String out, String err) {}

    @BeforeEach
    void open() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        key = generator.generateKeyPair();
        Path authorized = folder.resolve("authorized_keys");
        Files.writeString(authorized, PublicKeyEntry.toString(key.getPublic()) + "\n");
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, seen) -> {
            hostKey.set(seen);
            return true;
        });
        client.start();
        openCloud(new SandboxSshConfig(true, 0, 256, folder.resolve("elsewhere/password"), authorized));
        nativeId = provider.create(Requests.request("k")).nativeId();
    }

    private void openCloud(SandboxSshConfig ssh) throws IOException {
        SandboxConfig config =
                SandboxConfig.defaults().withDelays(Duration.ZERO).withSsh(ssh);
        cloud = SandboxCloud.open(folder.resolve("cloud"), config);
        provider = new SandboxProvider(cloud);
    }

    @AfterEach
    void close() {
        client.stop();
        cloud.close();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '^', delimiter = '%', textBlock = """
            echo hello  world        % 0 % hello world
            echo 'a  b' "c;d" e\\ f  % 0 % a  b c;d e f
            hostname                 % 0 % web-1
            uname                    % 0 % Linux
            true                     % 0 %
            false                    % 1 %
            exit 42                  % 42 %
            echo one; exit 3; echo 2 % 3 % one
            false && echo no         % 1 %
            false || echo yes        % 0 % yes
            sleep 0.01 && echo slept % 0 % slept
            """)
    void aCommandGivesItsOutputAndStatus(String line, int status, String output) throws Exception {
        Ran ran = run(line.strip());
        assertThat(ran.out().strip()).isEqualTo(output == null ? "" : output.strip());
        assertThat(ran.status()).isEqualTo(status);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void anInstanceKnowsWhoItIs() throws Exception {
        assertThat(run("whoami").out()).isEqualTo(nativeId + "\n");
        assertThat(run("id").out()).contains(nativeId);
        assertThat(run("uname -a").out()).contains("web-1", "x86_64");
        assertThat(run("uptime").out()).contains("up 0 days");
        assertThat(run("cat /etc/os-release").out()).contains("ID=sandbox", "Fedora 10", "IMAGE_ID=img1");
        assertThat(run("env").out()).contains("USER=" + nativeId, "REALM=us");
        assertThat(run("date").out()).contains("GMT");
        assertThat(run("help").out()).contains("sleep SECONDS");
    }

    @Test
    void muchOutputArrivesWhole() throws Exception {
        String out = run("seq 200000").out();
        assertThat(out.lines().count()).isEqualTo(200_000);
        assertThat(out).endsWith("\n200000\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm -rf /", "/bin/sh -c id", "bash"})
    void whatItDoesNotKnowIs127WithTheListOfCommands(String line) throws Exception {
        Ran ran = run(line);
        assertThat(ran.status()).isEqualTo(127);
        assertThat(ran.err()).contains("command not found", "echo", "uptime");
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo a | hostname", "echo a > /tmp/x", "echo `id`", "echo 'a", "&& echo", "echo a &&"})
    void whatOnlyARealShellUnderstandsIsRefused(String line) throws Exception {
        Ran ran = run(line);
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).startsWith("sandbox: ");
    }

    @Test
    void aFileOfTheHostIsNotShown() throws Exception {
        Ran ran = run("cat /etc/passwd");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void aCommandCanEndByASignal() throws Exception {
        Ran ran = run("echo before; signal TERM; echo after");
        assertThat(ran.signal()).isEqualTo("TERM");
        assertThat(ran.status()).isNull();
        assertThat(ran.out()).isEqualTo("before\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 100000", "yes"})
    void aCommandEndsWithItsChannelOrItsConnection(String line) throws Exception {
        try (ClientSession session = login(nativeId, password())) {
            ClientChannel channel = session.createExecChannel(line);
            channel.setOut(OutputStream.nullOutputStream());
            channel.open().verify(LONG);
            await().atMost(LONG).until(() -> cloud.control().commandsRunning() == 1);
            channel.close(false);
            await().atMost(LONG).until(() -> cloud.control().commandsRunning() == 0);

            session.createExecChannel(line).open().verify(LONG);
            await().atMost(LONG).until(() -> cloud.control().commandsRunning() == 1);
            session.close(true);
            await().atMost(LONG).until(() -> cloud.control().commandsRunning() == 0);
        }
    }

    @Test
    void aKeyThatIsAuthorizedLogsInAndAnotherDoesNot() throws Exception {
        try (ClientSession session = connect(nativeId)) {
            session.addPublicKeyIdentity(key);
            session.auth().verify(LONG);
        }
        try (ClientSession session = connect(nativeId)) {
            session.addPublicKeyIdentity(KeyPairGenerator.getInstance("EC").generateKeyPair());
            assertThatThrownBy(() -> session.auth().verify(LONG)).isInstanceOf(SshException.class);
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> login(nativeId, "wrong")).isInstanceOf(SshException.class);
    }

    @Test
    void whatDoesNotRunCannotBeLoggedInToAndIsToldWhy() throws Exception {
        provider.stop(nativeId, true);
        assertThatThrownBy(() -> login(nativeId, password()))
                .isInstanceOf(SshException.class)
                .hasMessageContaining("no running instance");
        assertThatThrownBy(() -> login("i-nobody", password())).isInstanceOf(SshException.class);
        provider.start(nativeId);
        login(nativeId, password()).close();
    }

    @Test
    void aStopEndsTheSessionsOfThatInstanceAlone() throws Exception {
        String other = provider.create(Requests.request("other")).nativeId();
        try (ClientSession ending = login(nativeId, password());
                ClientSession staying = login(other, password())) {
            provider.stop(nativeId, true);
            await().atMost(LONG).until(ending::isClosed);
            assertThat(staying.isOpen()).isTrue();
        }
    }

    @Test
    void theHostKeyAndPortStayTheSameAcrossARestart() throws Exception {
        run("true");
        PublicKey before = hostKey.get();
        int port = cloud.sshPort().orElseThrow();
        cloud.close();
        openCloud(new SandboxSshConfig(true, 0, 256, folder.resolve("elsewhere/password"), null));
        run("true");
        assertThat(hostKey.get()).isEqualTo(before);
        assertThat(cloud.sshPort()).hasValue(port);
    }

    @Test
    void sessionsAreBounded() throws Exception {
        cloud.close();
        openCloud(new SandboxSshConfig(true, 0, 1, folder.resolve("elsewhere/password"), null));
        try (ClientSession first = login(nativeId, password())) {
            assertThat(first.isOpen()).isTrue();
            assertThatThrownBy(() -> login(nativeId, password())).isInstanceOf(IOException.class);
        }
    }

    private Ran run(String line) throws Exception {
        try (ClientSession session = login(nativeId, password());
                ClientChannel channel = session.createExecChannel(line)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            channel.setOut(out);
            channel.setErr(err);
            channel.open().verify(LONG);
            Set<ClientChannelEvent> events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LONG);
            assertThat(events).contains(ClientChannelEvent.CLOSED);
            return new Ran(
                    channel.getExitStatus(),
                    channel.getExitSignal(),
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    private ClientSession connect(String user) throws IOException {
        return client.connect(user, "127.0.0.1", cloud.sshPort().orElseThrow())
                .verify(LONG)
                .getSession();
    }

    private ClientSession login(String user, String password) throws IOException {
        ClientSession session = connect(user);
        try {
            session.addPasswordIdentity(password);
            session.auth().verify(LONG);
            return session;
        } catch (IOException e) {
            session.close(true);
            throw e;
        }
    }

    private String password() throws IOException {
        return Files.readString(cloud.passwordFile()).strip();
    }
}
