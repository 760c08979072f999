package io.instancebus.provider.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one command over SSH, on a virtual thread of its own, and ends with its channel. */
final class SandboxSession implements Command {
    private static final Logger log = LoggerFactory.getLogger(SandboxSession.class);

    private final String line;
    private final Function<String, Optional<SandboxInstance>> running;
    private final InstantSource clock;
    private final AtomicInteger commands;
    private final AtomicReference<@Nullable String> signalled = new AtomicReference<>();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (status, message, closeImmediately) -> {};
    private @Nullable Thread thread;

    /** @param commands the number of running commands, which this one changes */
    SandboxSession(
            String line,
            Function<String, Optional<SandboxInstance>> running,
            InstantSource clock,
            AtomicInteger commands) {
        this.commands = commands;
        this.line = line;
        this.running = running;
        this.clock = clock;
    }

    @Override
    public void setInputStream(InputStream in) {
        // No command reads its input.
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        this.out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        this.err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        Thread runner = Thread.ofVirtual().name("sandbox-ssh").unstarted(() -> run(channel));
        thread = runner;
        environment.addSignalListener((from, signal) -> {
            signalled.set(signal.name());
            runner.interrupt();
        });
        runner.start();
    }

    @Override
    public void destroy(ChannelSession channel) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run(ChannelSession channel) {
        String user = channel.getServerSession().getUsername();
        commands.incrementAndGet();
        try (PrintStream outText = new PrintStream(out, false, StandardCharsets.UTF_8);
                PrintStream errText = new PrintStream(err, false, StandardCharsets.UTF_8)) {
            SandboxShell.Outcome outcome = outcome(user, outText, errText);
            outText.flush();
            errText.flush();
            answer(channel, outcome);
        } catch (IOException e) {
            log.atDebug().addKeyValue("nativeId", user).setCause(e).log("The channel of a command was already closed");
        } finally {
            commands.decrementAndGet();
        }
    }

    private SandboxShell.Outcome outcome(String user, PrintStream outText, PrintStream errText) {
        Optional<SandboxInstance> instance = running.apply(user);
        if (instance.isEmpty()) {
            errText.println("the instance does not run");
            return new SandboxShell.Outcome.Exited(255);
        }
        try {
            return new SandboxShell(instance.get(), clock.instant(), outText, errText).run(line);
        } catch (InterruptedException e) {
            String signal = signalled.get();
            return new SandboxShell.Outcome.Killed(signal == null ? "HUP" : signal);
        }
    }

    private void answer(ChannelSession channel, SandboxShell.Outcome outcome) throws IOException {
        switch (outcome) {
            case SandboxShell.Outcome.Exited(int status) -> exit.onExit(status);
            case SandboxShell.Outcome.Killed(String signal) -> {
                if (channel.isOpen()) {
                    sendSignal(channel, signal);
                    channel.close(false);
                }
            }
        }
    }

    /** Sends a signal as in RFC 4254, section 6.10; the library can only send an exit status. */
    private static void sendSignal(ChannelSession channel, String signal) throws IOException {
        Buffer buffer = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
        buffer.putUInt(channel.getRecipient());
        buffer.putString("exit-signal");
        buffer.putBoolean(false);
        buffer.putString(signal);
        buffer.putBoolean(false);
        buffer.putString("");
        buffer.putString("");
        channel.writePacket(buffer);
    }
}
