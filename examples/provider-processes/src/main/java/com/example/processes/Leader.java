package com.example.processes;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that leads a run's session and process group. Its start time and the machine's boot id tell it from a
 * later process with the same pid.
 *
 * @param ticks from the boot to its start, in the kernel's clock ticks
 */
record Leader(long pid, long ticks, String boot) {
    /** proc(5): pid, name in parentheses (which may hold anything), state, and the start as the 22nd field. */
    private static final Pattern STAT =
            Pattern.compile("(?s)([0-9]{1,9}) \\(.*\\) (\\S)(?: \\S+){18} ([0-9]{1,18})(?: .*)?");

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int PATIENCE_S = 10;

    /** @throws Unreadable if that is no run's record */
    static Leader read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Matcher stat = STAT.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (lines.size() != 2 || !stat.matches()) {
            throw new Unreadable(file.getFileName() + " is no record of a process");
        }
        return new Leader(Long.parseLong(stat.group(1)), Long.parseLong(stat.group(3)), lines.getLast());
    }

    boolean isAlive() {
        try {
            Matcher stat = STAT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .strip());
            return stat.matches()
                    && Long.parseLong(stat.group(3)) == ticks
                    // A zombie's parent has not asked for its status yet.
                    && !"ZX".contains(stat.group(2))
                    && boot.equals(Files.readString(BOOT).strip());
        } catch (IOException e) {
            return false;
        }
    }

    /** Signals the program and all processes that it started in its group. */
    void signalGroup(String signal) throws IOException, ProviderFailure {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" -- \"-$2\"", "kill", signal, "" + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw ProviderFailure.outcomeUnknown("the signal to process " + pid + " takes too long", null);
            }
            if (kill.exitValue() != 0 && isAlive()) {
                throw new IOException("kill: process " + pid + ": Operation not permitted");
            }
        } catch (InterruptedException e) {
            throw Failures.interrupted("the signal to process " + pid, e);
        }
    }
}
