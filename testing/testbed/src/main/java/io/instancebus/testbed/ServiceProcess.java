package io.instancebus.testbed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program in a process of its own, which can be started, killed, paused and resumed repeatedly. Its output goes to
 * its log file, which later starts append to.
 */
public final class ServiceProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(60);
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    /** Decides whether a started program is ready. */
    @FunctionalInterface
    public interface Readiness {
        /** @param said its output since its start */
        boolean ready(String said);
    }

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Readiness readiness;
    private @Nullable Process process;
    private long logBefore;
    private int starts;
    private boolean paused;

    public ServiceProcess(
            String name, List<String> command, Map<String, String> environment, Path log, Readiness readiness) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.readiness = readiness;
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** Starts the program and returns at once; does nothing if it runs. */
    public synchronized void start() {
        if (alive()) {
            return;
        }
        try {
            logBefore = Files.exists(log) ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(inSessionOfItsOwn())
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
            paused = false;
            starts++;
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be started", failure);
        }
    }

    /**
     * Waits until the program is ready. Throws an IllegalStateException with the end of its log if it ends, or is not
     * ready within three minutes.
     */
    public void awaitReady() throws InterruptedException {
        long giveUp = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready()) {
            if (!alive() || System.nanoTime() > giveUp) {
                throw new IllegalStateException(name + (alive() ? " is not ready after " + READY_WITHIN : " has ended")
                        + "; the end of " + log + ":\n" + tail(said()));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    public boolean ready() {
        return alive() && readiness.ready(said());
    }

    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /** The process, if it runs. */
    public synchronized Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).map(Process::toHandle).filter(ProcessHandle::isAlive);
    }

    /** The number of starts. */
    public synchronized int starts() {
        return starts;
    }

    /** SIGKILL; returns when the process is gone. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** SIGSTOP: the process pauses, and keeps its memory and connections. */
    public synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT: the process continues. */
    public synchronized void resume() {
        if (paused) {
            signal("CONT");
            paused = false;
        }
    }

    /** SIGTERM, and after a minute SIGKILL. Returns whether it stopped cleanly. */
    public synchronized boolean terminate() {
        return terminate(ENDED_WITHIN);
    }

    private boolean terminate(Duration patience) {
        if (process == null) {
            return true;
        }
        resume();
        process.destroy();
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    /** Waits until the process ends. Returns its exit status; empty if it was never started or did not end in time. */
    public OptionalInt awaitEnd(Duration patience) throws InterruptedException {
        Process running;
        synchronized (this) {
            running = process;
        }
        return running != null && running.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(running.exitValue())
                : OptionalInt.empty();
    }

    /** Its current memory and files; empty while it is down. */
    public Optional<Usage> usage() {
        return handle().flatMap(running -> Usage.of(running.pid()));
    }

    /** Its output since its start. */
    public String said() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] said = new byte[(int) Math.max(0, file.length() - logBefore)];
            file.seek(logBefore);
            file.readFully(said);
            return new String(said, StandardCharsets.UTF_8);
        } catch (IOException nothingYet) {
            return "";
        }
    }

    /** In a session of its own, Ctrl-C reaches the parent process, but not this one. */
    private List<String> inSessionOfItsOwn() {
        List<String> whole = new ArrayList<>(command);
        if (Files.isExecutable(SETSID)) {
            whole.addFirst(SETSID.toString());
        }
        return whole;
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    private void signal(String signal) {
        handle().ifPresent(running -> {
            try {
                int status = new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
                        .start()
                        .onExit()
                        .join()
                        .exitValue();
                if (status != 0 && alive()) {
                    throw new IllegalStateException("SIG" + signal + " cannot be sent to " + name);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /** Like {@link #terminate()}. */
    @Override
    public void close() {
        var _ = terminate();
    }
}
