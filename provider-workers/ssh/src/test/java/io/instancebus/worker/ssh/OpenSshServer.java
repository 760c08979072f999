package io.instancebus.worker.ssh;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;

/**
 * OpenSSH's server on a free loopback port, with its own configuration, host key, authorized keys and home directory;
 * it does not execute the login scripts of this machine's users. Requires root.
 */
final class OpenSshServer implements AutoCloseable {
    /**
     * The logs of the library and of our subclasses, which are muted in tests: without a configuration Logback prints
     * everything.
     */
    static final List<Logger> LIBRARY_LOGS = Stream.of("org.apache.sshd", "io.instancebus.worker.ssh")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final Path folder;
    private final String address;
    private final int port;
    private final Process process;

    private OpenSshServer(Path folder, String address, int port, Process process) {
        this.folder = folder;
        this.address = address;
        this.port = port;
        this.process = process;
    }

    /** Skips the test if no server can be started, or fails it if INSTANCE_BUS_REQUIRE_SSHD is set. */
    static void require() {
        LIBRARY_LOGS.forEach(log -> log.setLevel(Level.WARN));
        Optional<String> missing = missing();
        if (missing.isPresent() && "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_SSHD"))) {
            throw new IllegalStateException(missing.get());
        }
        Assumptions.assumeTrue(missing.isEmpty(), () -> "Not tested against OpenSSH: " + missing.orElse(""));
    }

    private static Optional<String> missing() {
        if (!Files.isExecutable(SSHD)) {
            return Optional.of("there is no " + SSHD + "; install openssh-server");
        }
        if (!Files.isExecutable(Path.of("/usr/bin/ssh-keygen"))) {
            return Optional.of("there is no ssh-keygen; install openssh-client");
        }
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("its server must be started by root");
    }

    static OpenSshServer start(Path folder, String... configuration) throws Exception {
        return startAt("127.0.0.1", freePort(), folder, configuration);
    }

    /** @param address an IP address of this machine */
    static OpenSshServer startAt(String address, int port, Path folder, String... configuration) throws Exception {
        Files.createDirectories(Path.of("/run/sshd"));
        Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("home"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(folder.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        if (!Files.exists(folder.resolve("authorized_keys"))) {
            Files.createFile(folder.resolve("authorized_keys"));
        }
        if (!Files.exists(folder.resolve("host_key"))) {
            newHostKey(folder);
        }
        Path config = Files.write(
                folder.resolve("sshd_config-" + port),
                List.of(
                        "ListenAddress " + (address.contains(":") ? "[" + address + "]" : address) + ":" + port,
                        "HostKey " + folder.resolve("host_key"),
                        "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                        "PidFile none",
                        "StrictModes no",
                        "PermitRootLogin yes",
                        "PermitUserRC no",
                        "SetEnv TMPDIR=" + folder.resolve("tmp") + " HOME=" + folder.resolve("home"),
                        String.join("\n", configuration)));
        Process process = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd-" + port + ".log").toFile())
                .start();
        OpenSshServer server = new OpenSshServer(folder, address, port, process);
        await().atMost(Duration.ofSeconds(30)).until(server::isListening);
        return server;
    }

    static void newHostKey(Path folder) throws Exception {
        Files.deleteIfExists(folder.resolve("host_key"));
        keygen(folder.resolve("host_key"), "-t", "ed25519", "-N", "");
    }

    /** Creates a key pair with OpenSSH's own tool, and returns the private key's text. */
    static byte[] keygen(Path file, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-f", file.toString()));
        command.addAll(List.of(options));
        execute(command, "");
        return Files.readAllBytes(file);
    }

    static void execute(List<String> command, String input) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.outputWriter()) {
            in.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.getFirst() + ": " + said);
        }
    }

    void authorize(String publicKeyLine) throws IOException {
        Files.writeString(folder.resolve("authorized_keys"), publicKeyLine.strip() + "\n", StandardOpenOption.APPEND);
    }

    int port() {
        return port;
    }

    /**
     * Kills the server's processes for its connections, like a power failure of the server; commands continue to run.
     */
    void cutConnections() {
        process.descendants()
                .filter(child ->
                        child.info().command().filter(SSHD.toString()::equals).isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    long connections() {
        return process.children().count();
    }

    private boolean isListening() {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            if (!process.isAlive()) {
                throw new IllegalStateException("sshd ended: " + log(), notYet);
            }
            return false;
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("sshd-" + port + ".log"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        cutConnections();
        process.destroy();
        process.waitFor();
    }
}
