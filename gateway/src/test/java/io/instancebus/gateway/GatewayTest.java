package io.instancebus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instancebus.gateway.http.GatewayStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    @TempDir
    private Path folder;

    @Test
    void aPortInUseIsSaidInWords() {
        try (Door door = new Door()) {
            assertThatThrownBy(
                            () -> new Gateway(door.publisher, door.view, List.of(), "127.0.0.1", door.gateway.port()))
                    .isInstanceOf(GatewayStartException.class)
                    .hasMessageContaining("127.0.0.1:" + door.gateway.port() + " is in use");
        }
    }

    @Test
    void closingLetsWhoWaitsGoWithAnAnswer() throws Exception {
        try (Door door = new Door()) {
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> door.post("/v1/instances/i/actions/stop?wait=30", "").status());
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !door.publisher.published.isEmpty());
            // Not by the end of its 30 s: connections are cut some seconds after the closing began.
            door.gateway.close();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(202);
            assertThat(door.gateway.live()).isFalse();
            assertThat(door.gateway.ready()).isFalse();
        }
    }

    @Test
    void theConfigurationHasDefaults() throws IOException {
        GatewayConfig config = read("""
                bus: {bootstrapServers: 'k:9092', registryUrl: 'http://r:8081'}
                view: {url: 'jdbc:sqlite:/tmp/v.db'}
                """);
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.allowedHosts()).isEmpty();
    }

    @Test
    void everySettingIsRead() throws IOException {
        GatewayConfig config = read("""
                bus: {bootstrapServers: 'k:9092', registryUrl: 'http://r:8081', topicPrefix: 'p.'}
                view: {url: 'jdbc:postgresql://db/v', user: u, passwordReference: 'env:P'}
                host: 0.0.0.0
                port: 80
                allowedHosts: [bus.example]
                """);
        assertThat(config.bus().topicPrefix()).isEqualTo("p.");
        assertThat(config.view().user()).isEqualTo("u");
        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(80);
        assertThat(config.allowedHosts()).containsExactly("bus.example");
    }

    @Test
    void whatIsWrongInTheConfigurationIsNamed() {
        assertThatThrownBy(() -> read("""
                bus: {bootstrapServers: 'k:9092', registryUrl: 'http://r:8081'}
                view: {url: 'jdbc:sqlite:/tmp/v.db'}
                colour: red
                """)).hasMessageContaining("colour");
        assertThatThrownBy(() -> read("port: 80")).hasMessageContaining("bus is missing");
        assertThatThrownBy(() -> read("""
                bus: {bootstrapServers: 'k:9092', registryUrl: 'http://r:8081'}
                """)).hasMessageContaining("view is missing");
        assertThatThrownBy(() -> read("""
                bus: {bootstrapServers: 'k:9092', registryUrl: 'http://r:8081'}
                view: {url: 'jdbc:sqlite:/tmp/v.db'}
                port: 70000
                """)).hasMessageContaining("port must be 0 to 65535");
    }

    private GatewayConfig read(String yaml) throws IOException {
        return GatewayConfig.read(Files.writeString(folder.resolve("gateway.yaml"), yaml));
    }
}
