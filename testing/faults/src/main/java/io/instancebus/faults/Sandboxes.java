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

/** What the provider itself has to say, from the journals of its sandboxes. */
final class Sandboxes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** The checksum before each line, and a space. */
    private static final int TEXT_AT = 9;

    private final List<Path> folders;

    Sandboxes(Testbed testbed) {
        folders = testbed.config().accounts().stream()
                .map(SandboxAccount::name)
                .map(testbed::sandboxFolder)
                .toList();
    }

    /** The provider's ids of all instances that there ever were, by the bus's id. */
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

    /** How much was ever written to the journals: it grows whenever an account does something. */
    long written() throws IOException {
        long bytes = 0;
        for (Path journal : journals()) {
            bytes += Files.size(journal);
        }
        return bytes;
    }

    /** The condition now of each instance that there ever was, in the sandbox's words, by the bus's id. */
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
     * Puts the last line about a running machine once more at the end of its journal, as if the provider had done
     * something. The sandbox itself reads its journal only when it starts.
     *
     * @param change what is different in the line
     * @return cuts the line off again
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
