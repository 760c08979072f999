package io.instancebus.faults;

import io.instancebus.testbed.SandboxAccount;
import io.instancebus.testbed.Testbed;
import io.instancebus.worker.provider.sandbox.SandboxCloud;
import io.instancebus.worker.provider.sandbox.SandboxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** The bus's ids of the instances that there are now; nobody else may have the sandboxes open. */
    Set<String> living() throws IOException {
        Set<String> living = new HashSet<>();
        for (Path folder : folders) {
            try (SandboxCloud cloud = SandboxCloud.open(folder, SandboxConfig.read(Map.of("ssh", "false")))) {
                living.addAll(cloud.instances().keySet());
            }
        }
        return living;
    }

    private List<Path> journals() throws IOException {
        try (var files = Files.walk(folders.getFirst().getParent())) {
            return files.filter(file -> file.getFileName().toString().contains("journal"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
