package com.example.processes;

import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Unreadable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runs of an instance's program, by their numbers from 1: {@code run-N} is the process that claimed the run, {@code
 * exit-N} the status it ended with, and {@code stop-N} shows that it was asked to end.
 */
record Runs(Path folder, TreeMap<Integer, Leader> leaders) {
    private static final Pattern RUN = Pattern.compile("run-([1-9][0-9]{0,8})");

    /** @throws NoSuchFileException if the folder is gone */
    static Runs in(Path folder) throws IOException {
        TreeMap<Integer, Leader> leaders = new TreeMap<>();
        try (DirectoryStream<Path> records = Files.newDirectoryStream(folder, "run-*")) {
            for (Path record : records) {
                Matcher name = RUN.matcher(record.getFileName().toString());
                if (name.matches()) {
                    leaders.put(Integer.valueOf(name.group(1)), Leader.read(record));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new Runs(folder, leaders);
    }

    static Path file(Path folder, int number) {
        return folder.resolve("run-" + number);
    }

    /** Whether it was never started. */
    boolean none() {
        return leaders.isEmpty();
    }

    /** The number of the newest; 0 if there is none. */
    int last() {
        return none() ? 0 : leaders.lastKey();
    }

    /** Those that have not ended: more than one while a reboot waits for the end of the run before. */
    List<Leader> live() {
        return leaders.values().stream().filter(Leader::isAlive).toList();
    }

    boolean isAskedToStop() {
        return Files.exists(stopFile());
    }

    void stop(boolean force) throws IOException, ProviderFailure {
        try {
            Files.createFile(stopFile());
        } catch (FileAlreadyExistsException e) {
            // Asked again, or by force now.
        }
        signal(force);
    }

    void signal(boolean force) throws IOException, ProviderFailure {
        for (Leader leader : live()) {
            leader.signalGroup(force ? "KILL" : "TERM");
        }
    }

    /** The newest's; empty if it runs, or was killed. */
    OptionalInt exitStatus() throws IOException {
        try {
            String text = Files.readString(folder.resolve("exit-" + last())).strip();
            if (text.matches("[0-9]{1,3}")) {
                return OptionalInt.of(Integer.parseInt(text));
            }
            throw new Unreadable("exit-" + last() + " is no exit status");
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        }
    }

    private Path stopFile() {
        return folder.resolve("stop-" + last());
    }
}
