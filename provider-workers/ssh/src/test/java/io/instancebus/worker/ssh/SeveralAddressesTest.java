package io.instancebus.worker.ssh;

import static io.instancebus.worker.ssh.TargetAddress.Origin.REPORTED_BY_PROVIDER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.RunMode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets with several addresses, some of which do not answer or belong to another machine, with OpenSSH's servers. */
@Tag("sshd")
class SeveralAddressesTest {
    private static final Map<String, String[]> NAMES =
            Map.of("two.test", new String[] {"127.0.0.2", "127.0.0.1"}, "one.test", new String[] {"127.0.0.1"});

    @TempDir
    Path folder;

    private final SshRunner runner = new SshRunner(SshSettings.defaults(), SeveralAddressesTest::lookUp);
    private int port;
    private byte[] key = new byte[0];

    @BeforeEach
    void makeKey() throws Exception {
        OpenSshServer.require();
        port = OpenSshServer.freePort();
        key = OpenSshServer.keygen(folder.resolve("id"), "-t", "ed25519", "-N", "");
    }

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void anAddressThatRefusesDoesNotHideTheNext() throws Exception {
        try (OpenSshServer _ = server("127.0.0.1")) {
            assertThat(run("::1", "127.0.0.1")).isEqualTo("done\n");
        }
    }

    @Test
    void anAddressThatIsSilentDoesNotHideTheNext() throws Exception {
        try (OpenSshServer _ = server("127.0.0.1");
                ServerSocket silent = new ServerSocket(port, 10, InetAddress.getByName("127.0.0.2"))) {
            assertThat(run("127.0.0.2", "127.0.0.1")).isEqualTo("done\n");
            assertThat(silent.isBound()).isTrue();
        }
    }

    @Test
    void allAddressesOfANameAreTried() throws Exception {
        try (OpenSshServer _ = server("127.0.0.1")) {
            assertThat(run("two.test")).isEqualTo("done\n");
            assertThat(run("unknown.test", "one.test")).isEqualTo("done\n");
        }
    }

    @Test
    void anAddressIsNotLookedUp() throws Exception {
        Endpoints.Lookup none = host -> {
            throw new UnknownHostException(host);
        };
        try (OpenSshServer _ = server("127.0.0.1");
                SshRunner withoutNames = new SshRunner(SshSettings.defaults(), none)) {
            assertThat(withoutNames.run(request(Optional.empty(), "127.0.0.1")).output())
                    .isEqualTo("done\n");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsLeftWithoutALogin() throws Exception {
        try (OpenSshServer other = server("127.0.0.2");
                OpenSshServer right = server("127.0.0.1")) {
            String known = runner.run(request(Optional.empty(), "127.0.0.1")).hostKey();

            assertThat(runner.run(request(Optional.of(known), "127.0.0.2", "127.0.0.1"))
                            .hostKey())
                    .isEqualTo(known);
            assertThat(other.log()).doesNotContain("Accepted publickey").doesNotContain("Failed publickey");
            assertThat(right.log()).contains("Accepted publickey");
        }
    }

    @Test
    void aMachineThatDoesNotKnowTheCredentialDoesNotHideTheNext() throws Exception {
        Path stranger = Files.createDirectory(folder.resolve("stranger"));
        try (OpenSshServer _ = OpenSshServer.startAt("127.0.0.2", port, stranger);
                OpenSshServer _ = server("127.0.0.1")) {
            assertThat(run("127.0.0.2", "127.0.0.1")).isEqualTo("done\n");
        }
    }

    @Test
    void anOrderThatChangedIsTakenOver() throws Exception {
        try (OpenSshServer _ = server("127.0.0.2");
                OpenSshServer _ = server("127.0.0.1")) {
            String first = runner.run(request(Optional.empty(), "127.0.0.1", "127.0.0.2"))
                    .hostKey();
            String second = runner.run(request(Optional.empty(), "127.0.0.2", "127.0.0.1"))
                    .hostKey();

            assertThat(first).isNotEqualTo(second);
        }
    }

    @Test
    void theSharedSessionOfAnotherMachineIsNotUsedOnceTheRightOneIsKnown() throws Exception {
        try (OpenSshServer _ = server("127.0.0.2");
                OpenSshServer _ = server("127.0.0.1")) {
            String right = runner.run(request(Optional.empty(), "127.0.0.1")).hostKey();
            runner.run(request(Optional.empty(), "127.0.0.2", "127.0.0.1"));

            assertThat(runner.run(request(Optional.of(right), "127.0.0.2", "127.0.0.1"))
                            .hostKey())
                    .isEqualTo(right);
        }
    }

    @Test
    void aFailureTellsOfEveryAddress() throws Exception {
        try (OpenSshServer _ = server("127.0.0.2")) {
            SshFailure failure = failure(request(Optional.of("SHA256:other"), "127.0.0.3", "127.0.0.2"));

            assertThat(failure.kind()).isEqualTo(FailureKind.HOST_KEY_CHANGED);
            assertThat(failure)
                    .hasMessageContaining("127.0.0.3:" + port + ": it refuses connections")
                    .hasMessageContaining("The host key of root@127.0.0.2:" + port + " has changed");
        }
        assertThat(failure(request(Optional.empty(), "unknown.test"))).satisfies(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_FAILED);
            assertThat(failure).hasMessageContaining("unknown.test").hasMessageContaining("is unknown");
        });
    }

    @Test
    void anIpv6AddressMayStandInBrackets() throws Exception {
        try (ServerSocket possible = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            assertThat(possible.isBound()).isTrue();
        } catch (java.io.IOException none) {
            Assumptions.abort("Not tested: this machine has no IPv6");
        }
        try (OpenSshServer _ = server("::1")) {
            assertThat(run("[::1]")).isEqualTo("done\n");
        }
    }

    private OpenSshServer server(String address) throws Exception {
        Path own = Files.createDirectory(folder.resolve(address.replace(':', '-')));
        Files.copy(folder.resolve("id.pub"), own.resolve("authorized_keys"));
        return OpenSshServer.startAt(address, port, own);
    }

    private static InetAddress[] lookUp(String host) throws UnknownHostException {
        if (host.equals("unknown.test")) {
            throw new UnknownHostException(host);
        }
        String[] addresses = NAMES.getOrDefault(host, new String[] {host});
        InetAddress[] found = new InetAddress[addresses.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(addresses[i]);
        }
        return found;
    }

    private SshFailure failure(RunRequest request) {
        return catchThrowableOfType(SshFailure.class, () -> runner.run(request));
    }

    private String run(String... hosts) throws SshFailure {
        return runner.run(request(Optional.empty(), hosts)).output();
    }

    private RunRequest request(Optional<String> hostKey, String... hosts) {
        return new RunRequest(
                Stream.of(hosts)
                        .map(host -> new TargetAddress(host, REPORTED_BY_PROVIDER))
                        .toList(),
                port,
                "root",
                new SshCredential.PrivateKey(key, null),
                "echo done".getBytes(UTF_8),
                UUID.randomUUID().toString(),
                Duration.ofSeconds(60),
                65_536,
                hostKey,
                false,
                RunMode.POSIX_SHELL);
    }
}
