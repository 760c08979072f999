package io.instancebus.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.shell.ProcessShellFactory;

/**
 * An SSH server on a port of this machine that accepts one password and executes commands as the current user. It runs
 * in a process of its own, because at TRACE the server's library logs the packets that it receives, including
 * passwords.
 */
final class PasswordSshServer implements AutoCloseable {
    private final Process process;

    private PasswordSshServer(Process process) {
        this.process = process;
    }

    /** @param home the folder for the files of executed commands */
    static PasswordSshServer taking(String password, Path home, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PasswordSshServer.class.getName(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        Process process = builder.start();
        process.outputWriter().append(password).append('\n').flush();
        BufferedReader said = process.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.equals("started")) {
                return new PasswordSshServer(process);
            }
        }
        throw new IOException("the SSH server did not start");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String password = in.readLine();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(Integer.parseInt(args[0]));
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPasswordAuthenticator((user, offered, session) -> offered.equals(password));
        server.setCommandFactory(
                (channel, line) -> new ProcessShellFactory(line, "sh", "-c", line).createShell(channel));
        server.start();
        System.out.println("started");
        while (in.readLine() != null) {
            // Runs until the parent process is gone.
        }
        server.stop(true);
    }
}
