package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.instancebus.accounts.RunMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Logins with every kind of credential at OpenSSH's server. */
@Tag("slow")
@Tag("sshd")
class SshLoginTest {
    private static final String PASSWORD = "correct-horse-Bättery-staple";
    private static final String PASSPHRASE = "pass phrase of the key";
    private static final String USER =
            "ibtest" + Long.toString(ProcessHandle.current().pid(), 36);

    @TempDir
    static Path folder;

    private static OpenSshServer server;
    private static boolean userMade;

    @TempDir
    Path files;

    private SshRunner runner;

    @BeforeAll
    static void startServer() throws Exception {
        OpenSshServer.require();
        OpenSshServer.execute(List.of("useradd", "-M", "-d", "/", "-s", "/bin/sh", USER), "");
        userMade = true;
        OpenSshServer.execute(List.of("chpasswd"), USER + ":" + PASSWORD + "\n");
        server = OpenSshServer.start(folder, "PasswordAuthentication yes", "UsePAM no");
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
        if (userMade) {
            OpenSshServer.execute(List.of("userdel", "-f", USER), "");
        }
    }

    @BeforeEach
    void setUp() {
        runner = new SshRunner();
    }

    @AfterEach
    void tearDown() {
        runner.close();
    }

    @Test
    void logsInWithAPassword() throws Exception {
        assertThat(run(password(PASSWORD), USER, "id -un")).isEqualTo(USER + "\n");
    }

    @Test
    void logsInWithAPasswordWhereOnlyKeyboardInteractiveIsOffered() throws Exception {
        try (OpenSshServer interactive = OpenSshServer.start(
                folder, "PasswordAuthentication no", "KbdInteractiveAuthentication yes", "UsePAM yes")) {
            RunRequest request = request(password(PASSWORD), USER, "id -un", interactive.port());

            assertThat(runner.run(request).output()).isEqualTo(USER + "\n");
            RunRequest wrong = request(password("wrong"), USER, "id -un", interactive.port());
            assertThat(failure(wrong).kind()).isEqualTo(FailureKind.AUTH_FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t rsa -b 2048 -m PEM",
                "-t rsa -b 2048 -m PKCS8",
                "-t rsa -b 2048",
                "-t ecdsa -m PEM",
                "-t ecdsa -m PKCS8",
                "-t ecdsa",
                "-t ecdsa -b 521",
                "-t ed25519"
            })
    void logsInWithAPrivateKeyPlainOrEncrypted(String kind) throws Exception {
        for (String passphrase : List.of("", PASSPHRASE)) {
            Path file = files.resolve("id" + passphrase.length());
            String[] options = Stream.concat(Stream.of(kind.split(" ")), Stream.of("-N", passphrase))
                    .toArray(String[]::new);
            byte[] key = OpenSshServer.keygen(file, options);
            server.authorize(Files.readString(Path.of(file + ".pub")));

            char[] secret = passphrase.isEmpty() ? null : passphrase.toCharArray();
            assertThat(run(new SshCredential.PrivateKey(key, secret), "root", "id -un"))
                    .as(kind + " " + passphrase)
                    .isEqualTo("root\n");
        }
    }

    @Test
    void logsInWithAnEd25519KeyAsPkcs8() throws Exception {
        byte[] der = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PRIVATE KEY-----\n";
        SshCredential.PrivateKey key = new SshCredential.PrivateKey(pem.getBytes(US_ASCII), null);
        server.authorize(PublicKeyEntry.toString(PrivateKeys.read(key).getPublic()));

        assertThat(run(key, "root", "id -un")).isEqualTo("root\n");
    }

    @Test
    void saysThatTheTargetTakesNeitherAWrongPasswordNorAnUnknownKey() throws Exception {
        byte[] unknown = OpenSshServer.keygen(files.resolve("id"), "-t", "ed25519", "-N", "");

        SshFailure wrong = failure(request(password("not-it"), USER, "true", server.port()));
        assertThat(wrong.kind()).isEqualTo(FailureKind.AUTH_FAILED);
        assertThat(wrong).hasMessageContaining(USER).message().doesNotContain("not-it");
        assertThat(failure(request(privateKey(unknown, null), "root", "true", server.port()))
                        .kind())
                .isEqualTo(FailureKind.AUTH_FAILED);
    }

    @Test
    void saysThatAKeyCannotBeReadWithoutShowingIt() throws Exception {
        byte[] encrypted = OpenSshServer.keygen(files.resolve("a"), "-t", "ed25519", "-N", PASSPHRASE);
        byte[] pem = OpenSshServer.keygen(files.resolve("b"), "-t", "rsa", "-m", "PEM", "-N", PASSPHRASE);
        byte[] plain = OpenSshServer.keygen(files.resolve("c"), "-t", "ed25519", "-N", "");
        byte[] cut = new String(plain, US_ASCII).substring(0, 200).getBytes(US_ASCII);

        for (SshCredential.PrivateKey key : List.of(
                privateKey(encrypted, null),
                privateKey(encrypted, "wrong"),
                privateKey(pem, null),
                privateKey(pem, "wrong"),
                privateKey(cut, null),
                privateKey("hunter2".getBytes(US_ASCII), null),
                privateKey(Files.readAllBytes(files.resolve("c.pub")), null))) {
            SshFailure failure = failure(request(key, "root", "true", server.port()));
            assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_KEY);
            assertThat(failure.getCause()).isNull();
            assertThat(failure).message().doesNotContain("wrong)").doesNotContain("hunter2");
        }
    }

    @Test
    void keepsEverySecretOutOfTheLogEvenAtTrace() throws Exception {
        byte[] key = OpenSshServer.keygen(files.resolve("id"), "-t", "ed25519", "-N", PASSPHRASE);
        byte[] pem = OpenSshServer.keygen(files.resolve("pem"), "-t", "rsa", "-m", "PEM", "-N", PASSPHRASE);
        server.authorize(Files.readString(files.resolve("id.pub")));
        server.authorize(Files.readString(files.resolve("pem.pub")));
        String command = "echo the-secret-of-the-command-line";
        RunRequest plain = request(password(PASSWORD), USER, command, server.port());

        String log = atTrace(() -> {
            run(password(PASSWORD), USER, command);
            run(privateKey(key, PASSPHRASE), "root", command);
            run(privateKey(pem, PASSPHRASE), "root", command);
            failure(request(password(PASSWORD + "x"), USER, command, server.port()));
            failure(request(privateKey(key, "wrong" + PASSPHRASE), "root", command, server.port()));
            runner.run(new RunRequest(
                    plain.addresses(),
                    plain.port(),
                    USER,
                    plain.credential(),
                    plain.commandLine(),
                    "r",
                    plain.timeout(),
                    10,
                    Optional.empty(),
                    false,
                    RunMode.PLAIN_EXEC));
            try (OpenSshServer interactive = OpenSshServer.start(
                    folder, "PasswordAuthentication no", "KbdInteractiveAuthentication yes", "UsePAM yes")) {
                runner.run(request(password(PASSWORD), USER, command, interactive.port()));
            }
        });

        assertThat(log).as("the log is at TRACE").contains("SSH_MSG_USERAUTH_REQUEST");
        for (String secret :
                List.of(PASSWORD, PASSPHRASE, "the-secret-of-the-command-line", keyLine(key), keyLine(pem))) {
            assertThat(log).doesNotContain(secret);
            String hex =
                    HexFormat.ofDelimiter(" ").formatHex(secret.substring(0, 8).getBytes(UTF_8));
            assertThat(log.toLowerCase(Locale.ROOT)).doesNotContain(hex);
        }
    }

    private static String keyLine(byte[] key) {
        return new String(key, US_ASCII).lines().skip(6).findFirst().orElseThrow();
    }

    /** Something that may fail. */
    private interface Work {
        void run() throws Exception;
    }

    private static String atTrace(Work work) throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        var console = root.getAppender("console");
        root.detachAppender("console");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
        OpenSshServer.LIBRARY_LOGS.forEach(log -> log.setLevel(Level.TRACE));
        try {
            work.run();
        } finally {
            root.setLevel(before);
            OpenSshServer.LIBRARY_LOGS.forEach(log -> log.setLevel(Level.WARN));
            if (console != null) {
                root.addAppender(console);
            }
            root.detachAppender(appender);
        }
        return List.copyOf(appender.list).stream()
                .map(event -> event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs()
                        + " " + thrown(event))
                .collect(Collectors.joining("\n"));
    }

    private static String thrown(ILoggingEvent event) {
        StringBuilder text = new StringBuilder();
        for (var each = event.getThrowableProxy(); each != null; each = each.getCause()) {
            text.append(each.getMessage()).append(' ');
        }
        return text.toString();
    }

    private String run(SshCredential credential, String user, String command) throws SshFailure {
        return runner.run(request(credential, user, command, server.port())).output();
    }

    private SshFailure failure(RunRequest request) {
        return assertThatExceptionOfType(SshFailure.class)
                .isThrownBy(() -> runner.run(request))
                .actual();
    }

    private static SshCredential.Password password(String text) {
        return new SshCredential.Password(text.toCharArray());
    }

    private static SshCredential.PrivateKey privateKey(byte[] key, @Nullable String passphrase) {
        return new SshCredential.PrivateKey(key, passphrase == null ? null : passphrase.toCharArray());
    }

    private static RunRequest request(SshCredential credential, String user, String command, int port) {
        return new RunRequest(
                TargetAddress.named("127.0.0.1"),
                port,
                user,
                credential,
                command.getBytes(UTF_8),
                UUID.randomUUID().toString(),
                Duration.ofSeconds(60),
                65_536,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
    }
}
