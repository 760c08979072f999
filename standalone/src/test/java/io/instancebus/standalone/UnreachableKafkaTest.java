package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that runs alone logs at once that Kafka does not answer, and not only when it gives up. */
@Tag("process")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class UnreachableKafkaTest {
    @TempDir
    private Path folder;

    private Process service(String name) throws Exception {
        Files.writeString(folder.resolve("accounts.yaml"), "accounts: [{ name: sandbox, provider: sandbox }]\n");
        String accounts = "accountsFile: accounts.yaml\n";
        String view = "view: { url: \"jdbc:sqlite:" + folder.resolve("view.db") + "\" }\n";
        String own = switch (name) {
            case "command-service" -> accounts + "stateDirectory: " + folder.resolve("state") + "\n";
            case "provider-workers" -> accounts + "keysDirectory: " + folder.resolve("keys") + "\n";
            case "gateway" -> view + "port: 0\n";
            default -> view;
        };
        Path config = Files.writeString(
                folder.resolve(name + ".yaml"),
                "bus: { bootstrapServers: \"127.0.0.1:1\", registryUrl: \"http://127.0.0.1:1\", partitions: 2,"
                        + " replicationFactor: 1 }\nmanagement: { port: 0 }\n" + own);
        return new ProcessBuilder(ProductJvm.command("256m", List.of(name, "--config", config.toString())))
                .redirectErrorStream(true)
                .start();
    }

    private static String managementAddress(List<String> said) {
        Pattern address = Pattern.compile("Health and metrics are served address=\"([^\"]+)\"");
        return said.stream()
                .flatMap(line -> address.matcher(line).results())
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "command-service,Waiting for Kafka",
        "provider-workers,Waiting for Kafka",
        "state-projector,Waiting for Kafka",
        "gateway,The gateway is not ready yet part=\"bus\" reason=\"Kafka does not answer\""
    })
    void isSaidAtOnce(String name, String words) throws Exception {
        Process process = service(name);
        try {
            List<String> said = new ArrayList<>();
            assertThat(process.inputReader().lines().peek(said::add).anyMatch(line -> line.contains(words)))
                    .isTrue();
            Http management = new Http(managementAddress(said));
            assertThat(management.get("/health/live").status()).isEqualTo(200);
            Http.Answer ready = management.get("/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.body().path("problems").path(0).path("part").asString())
                    .isEqualTo(name.equals("gateway") ? "bus" : "start");
            assertThat(process.isAlive()).as("it keeps trying").isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
