package io.instancebus.benchmarks.stand;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OpenSSH's server on a free loopback port, with keys and a home directory of its own, so that no user's login scripts
 * are measured. Needs root, as the server does.
 */
public final class SshServer implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final Path folder;
    private final int port;
    private final Process process;

    private SshServer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Why it cannot run on this machine; empty if it can. */
    public static Optional<String> missing() {
        if (!Files.isExecutable(SSHD)) {
            return Optional.of("there is no " + SSHD + " (install openssh-server)");
        }
        if (!Files.isExecutable(Path.of("/usr/bin/ssh"))) {
            return Optional.of("there is no /usr/bin/ssh (install openssh-client)");
        }
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("OpenSSH's server must be started by root");
    }

    public static SshServer start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(Path.of("/run/sshd"));
        Path tmp = Files.createDirectories(folder.resolve("tmp"));
        Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path home = Files.createDirectories(folder.resolve("home"));
        keygen(folder.resolve("host_key"));
        keygen(folder.resolve("client_key"));
        int port = freePort();
        Path config = Files.write(
                folder.resolve("sshd_config"),
                List.of(
                        "ListenAddress 127.0.0.1:" + port,
                        "HostKey " + folder.resolve("host_key"),
                        "AuthorizedKeysFile " + folder.resolve("client_key.pub"),
                        "PidFile none",
                        "StrictModes no",
                        "PermitRootLogin yes",
                        "MaxStartups 200",
                        "PermitUserRC no",
                        "SetEnv TMPDIR=" + tmp + " HOME=" + home));
        Process process = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        awaitListening(process, port);
        return new SshServer(folder, port, process);
    }

    private static void keygen(Path file) throws IOException, InterruptedException {
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
                .start()
                .waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process process, int port) throws InterruptedException {
        long until = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < until && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        throw new IllegalStateException("sshd does not listen");
    }

    public int port() {
        return port;
    }

    public byte[] clientKey() throws IOException {
        return Files.readAllBytes(folder.resolve("client_key"));
    }

    /** Runs OpenSSH's client with this command line, as a user would. */
    public List<String> client(String commandLine) {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/ssh", "-F", "/dev/null", "-p", Integer.toString(port)));
        for (String option : List.of(
                "IdentityFile=" + folder.resolve("client_key"),
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null",
                "LogLevel=ERROR",
                "BatchMode=yes")) {
            command.add("-o");
            command.add(option);
        }
        command.addAll(List.of("root@127.0.0.1", commandLine));
        return command;
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        process.waitFor();
    }
}
