package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.schemas.serde.JavaProperties;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The genuine Confluent 7.9.2 client, in a process of its own, against a running bus. */
@Tag("broker")
@Tag("process")
@Tag("slow")
class ConfluentInteroperabilityTest {
    /** The entries of the jar that the genuine serializer needs. */
    private static final Pattern NEEDED = Pattern.compile("META-INF/bundled-dependencies/("
            + "kafka-avro-serializer|kafka-schema-registry-client|kafka-schema-serializer|kafka-clients|common-utils"
            + "|logredactor|logredactor-metrics|minimal-json|re2j|avro|jackson-core|jackson-databind"
            + "|jackson-annotations|jackson-dataformat-csv|guava|failureaccess|slf4j-api|commons-compress|commons-io"
            + "|commons-lang3|snappy-java|lz4-java|zstd-jni|swagger-annotations|jackson-datatype-jdk8"
            + "|jackson-datatype-jsr310)-[0-9][^/]*\\.jar");

    @TempDir
    private Path folder;

    @Test
    void aGenuineSerializersCommandIsCarriedOutAndAGenuineDeserializerReadsTheEvents() throws Exception {
        Path classes = unpack(Path.of("target/confluent/pulsar-io-kafka.jar"));
        try (RunningBus bus = RunningBus.up(folder.resolve("data"))) {
            Path published = folder.resolve("published.avsc");
            Files.writeString(
                    published, JavaProperties.without(InstanceCommand.SCHEMA$).toString(true));
            String versions = bus.addresses().registryUrl() + "/subjects/instances.commands-value/versions";
            String before = get(versions);
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classes + "/*",
                            Path.of("src/test/resources/interop/Interop.java").toString(),
                            bus.addresses().bootstrapServers(),
                            bus.addresses().registryUrl(),
                            published.toString(),
                            Path.of("../schemas/releases/0.1.0/instances.commands.avsc")
                                    .toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(program.waitFor()).as(said).isZero();
            assertThat(said).contains("EVENT 1 CommandAccepted", "InstanceStateChanged");
            // Every published schema is already registered, except the text of the first release.
            assertThat(get(versions).split(",")).hasSize(before.split(",").length + 1);
            Matcher instance = Pattern.compile("INSTANCE (\\S+)").matcher(said);
            assertThat(instance.find()).isTrue();
            assertThat(get(bus.addresses().httpUrl() + "/v1/instances")).contains(instance.group(1), "from-confluent");
        }
    }

    private Path unpack(Path carrier) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("confluent"));
        try (ZipFile zip = new ZipFile(carrier.toFile())) {
            List<? extends java.util.zip.ZipEntry> wanted = zip.stream()
                    .filter(entry -> NEEDED.matcher(entry.getName()).matches())
                    .toList();
            for (var entry : wanted) {
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, classes.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
        return classes;
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
