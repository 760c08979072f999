package io.instancebus.schemas.contract;

import io.instancebus.compatibility.BuiltVersion;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of every release, as they were published: {@code schemas/releases/VERSION/TOPIC.avsc}. */
final class Releases {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Path FOLDER = Contract.MODULE.resolve("releases");

    static final Path ASYNC_API = Contract.MODULE.resolve("asyncapi.yaml");

    private Releases() {}

    /** Oldest first. */
    static List<String> versions() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted(Comparator.comparing(ModuleDescriptor.Version::parse))
                    .toList();
        }
    }

    static Map<String, Schema> of(String version) throws IOException {
        Map<String, Schema> schemas = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve(version))) {
            for (Path file : files.toList()) {
                String topic = file.getFileName().toString().replace(".avsc", "");
                schemas.put(topic, new Schema.Parser().parse(file.toFile()));
            }
        }
        return schemas;
    }

    /** With {@code -Dschemas.release=VERSION}: writes the present schemas and the AsyncAPI document down. */
    static void writeWhenAsked() throws IOException {
        Optional<String> version = BuiltVersion.of(Contract.MODULE).toWrite("schemas.release");
        if (version.isPresent()) {
            write(version.get());
            Files.writeString(ASYNC_API, AsyncApiDocument.text());
        }
    }

    private static void write(String version) throws IOException {
        Path folder = Files.createDirectories(FOLDER.resolve(version));
        for (Map.Entry<String, Schema> entry : Contract.schemaByTopic().entrySet()) {
            Files.writeString(folder.resolve(entry.getKey() + ".avsc"), text(entry.getValue()));
        }
    }

    /** The whole schema, without what only Java's code generator reads. */
    static String text(Schema schema) {
        return JSON.writeValueAsString(strip(JSON.readTree(schema.toString()))).replace(System.lineSeparator(), "\n")
                + "\n";
    }

    static String published(String version, String topic) throws IOException {
        return Files.readString(FOLDER.resolve(version).resolve(topic + ".avsc"));
    }

    private static JsonNode strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("avro.java.string");
        }
        node.forEach(Releases::strip);
        return node;
    }
}
