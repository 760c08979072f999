package io.instancebus.command.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * State as a release has written it, and beside it what it reads as. A set is a file; README.md in its folder says how one
 * is added.
 */
record RecordedState(String name, byte[] bytes, String text) {
    static final Path FOLDER = Path.of("src/test/resources/io/instancebus/command/state/recorded");
    private static final String HEADING = "== ";

    static RecordedState of(String name, byte[] bytes, KeptInstance read) {
        return new RecordedState(name, bytes, text(read));
    }

    static String text(KeptInstance read) {
        Map<String, String> traces = new TreeMap<>();
        read.traces().byCommand().forEach((command, trace) -> traces.put(command.value(), trace.toString()));
        return Readable.of((Record) read.aggregate()) + (traces.isEmpty() ? "" : Readable.of(new Traces(traces)));
    }

    private record Traces(Map<String, String> traces) {}

    static List<Path> sets() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    static Path set(String name) {
        return FOLDER.resolve(name + ".txt");
    }

    static List<RecordedState> read(Path set) throws IOException {
        List<RecordedState> states = new ArrayList<>();
        for (String section : Files.readString(set).split("(?m)^" + HEADING, -1)) {
            if (!section.isEmpty()) {
                String[] parts = section.split("\n", 3);
                byte[] bytes = Base64.getDecoder().decode(parts[1]);
                states.add(new RecordedState(parts[0], bytes, parts[2].stripTrailing() + "\n"));
            }
        }
        return states;
    }

    static void write(Path set, List<RecordedState> states) throws IOException {
        StringBuilder file = new StringBuilder();
        for (RecordedState state : states) {
            file.append(HEADING).append(state.name()).append('\n');
            file.append(Base64.getEncoder().encodeToString(state.bytes())).append('\n');
            file.append(state.text()).append('\n');
        }
        Files.writeString(set, file.toString().stripTrailing() + "\n");
    }
}
