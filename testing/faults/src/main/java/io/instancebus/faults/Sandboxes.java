package io.instancebus.faults;

import io.instancebus.testbed.SandboxAccount;
import io.instancebus.testbed.Testbed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The provider's own data, from the journals of its sandboxes. */
final class Sandboxes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** The position of the text in a line, after the checksum and a space. */
    private static final int TEXT_AT = 9;

    private final List<Path> folders;

    Sandboxes(Testbed testbed) {
        folders = testbed.config().accounts().stream()
                .map(SandboxAccount::name)
                .map(testbed::sandboxFolder)
                .toList();
    }

    /** The native ids of all machines that were ever created, by the instanceId. */
    Map<String, Set<String>> made() throws IOException {
        Map<String, Set<String>> made = new HashMap<>();
        for (Path journal : journals()) {
            for (String line : Files.readAllLines(journal)) {
                JsonNode instance = MAPPER.readTree(line.substring(TEXT_AT));
                made.computeIfAbsent(instance.path("instanceId").asString(), id -> new HashSet<>())
                        .add(instance.path("nativeId").asString());
            }
        }
        return made;
    }

    /** The size of all journals, which grow with each change by an account. */
    long written() throws IOException {
        long bytes = 0;
        for (Path journal : journals()) {
            bytes += Files.size(journal);
        }
        return bytes;
    }

    /** The current condition of each machine that was ever created, in the sandbox's words, by the instanceId. */
    Map<String, String> conditions() throws IOException {
        Instant now = Instant.now();
        Map<String, String> conditions = new HashMap<>();
        for (Path journal : journals()) {
            for (String line : Files.readAllLines(journal)) {
                JsonNode instance = MAPPER.readTree(line.substring(TEXT_AT));
                conditions.put(instance.path("instanceId").asString(), condition(instance.path("stages"), now));
            }
        }
        return conditions;
    }

    /**
     * Appends a changed copy of the last line about a running machine to its journal, as if the provider had acted. The
     * sandbox itself reads its journal only when it starts.
     *
     * @param change changes the line
     * @return removes the line again
     */
    Damage.Undo again(UnaryOperator<String> change) throws IOException {
        for (Path journal : journals()) {
            Map<String, String> last = new LinkedHashMap<>();
            for (String line : Files.readAllLines(journal)) {
                String text = line.substring(TEXT_AT);
                last.put(MAPPER.readTree(text).path("instanceId").asString(), text);
            }
            for (String text : last.values()) {
                if (condition(MAPPER.readTree(text).path("stages"), Instant.now())
                        .equals("RUNNING")) {
                    long size = Files.size(journal);
                    Files.writeString(journal, line(change.apply(text)), StandardOpenOption.APPEND);
                    return () -> cut(journal, size);
                }
            }
        }
        throw new IllegalStateException("no machine runs");
    }

    private static String line(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue()) + " " + text + "\n";
    }

    private static void cut(Path journal, long size) throws IOException {
        try (var file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.setLength(size);
        }
    }

    /** The last stage that has begun. */
    private static String condition(JsonNode stages, Instant now) {
        String condition = "";
        for (JsonNode stage : stages) {
            boolean begun = !Instant.parse(stage.path("from").asString()).isAfter(now);
            if (condition.isEmpty() || begun) {
                condition = stage.path("condition").asString();
            }
        }
        return condition;
    }

    private List<Path> journals() throws IOException {
        try (var files = Files.walk(folders.getFirst().getParent())) {
            return files.filter(file -> file.getFileName().toString().contains("journal"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
