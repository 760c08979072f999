package io.instancebus.worker.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.instancebus.accounts.RunMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that takes a command and closes its channel without an exit status. Dropbear 2022.83 does this when many
 * runs share a session (it had started the shells, and none of them received a run), and so do network devices without
 * a shell.
 */
class SilentChannelTest {
    private final AtomicInteger commands = new AtomicInteger();

    @Test
    void nothingWasExecuted(@TempDir Path folder) throws Exception {
        try (SshServer server = server(folder);
                SshRunner runner = new SshRunner()) {
            SshFailure failure = catchThrowableOfType(SshFailure.class, () -> runner.run(request(server.getPort())));

            assertThat(failure.kind()).isEqualTo(FailureKind.CHANNEL_REFUSED);
            assertThat(failure.kind().outcomeUnknown()).isFalse();
            assertThat(failure).hasMessageContaining("% Invalid input");
            assertThat(commands).as("retried on another session").hasValue(2);
        }
    }

    private SshServer server(Path folder) throws Exception {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("host-key")));
        server.setPasswordAuthenticator((user, password, session) -> true);
        server.setCommandFactory((channel, line) -> new NoExitStatus());
        server.start();
        return server;
    }

    private static RunRequest request(int port) {
        return new RunRequest(
                TargetAddress.named("127.0.0.1"),
                port,
                "root",
                new SshCredential.Password("anything".toCharArray()),
                "uptime".getBytes(US_ASCII),
                "run-1",
                Duration.ofSeconds(30),
                1_000,
                Optional.empty(),
                false,
                RunMode.POSIX_SHELL);
    }

    private final class NoExitStatus implements Command {
        private OutputStream out = OutputStream.nullOutputStream();

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            commands.incrementAndGet();
            out.write("% Invalid input\n".getBytes(US_ASCII));
            out.flush();
            channel.close(false);
        }

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setExitCallback(ExitCallback callback) {}

        @Override
        public void destroy(ChannelSession channel) {}
    }
}
