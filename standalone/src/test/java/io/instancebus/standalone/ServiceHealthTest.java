package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.domain.ProviderType;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.instancebus.gateway.Gateway;
import io.instancebus.gateway.GatewayConfig;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.service.Closing;
import io.instancebus.service.Health;
import io.instancebus.service.Service;
import io.instancebus.view.ViewConfig;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service is ready while it works, and otherwise names what is missing. */
@Tag("broker")
@Tag("slow")
@Timeout(600)
class ServiceHealthTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void withoutItsBrokerNoServiceIsReadyAndEachSaysSoUntilItIsBack() throws Exception {
        Path data = Files.createDirectory(folder.resolve("kafka"));
        EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
        int port = URI.create("kafka://" + kafka.bootstrapServers()).getPort();
        try (Closing parts = new Closing()) {
            EmbeddedKafka first = kafka;
            parts.add(() -> first.close());
            EmbeddedSchemaRegistry registry = parts.add(EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0));
            Map<String, Service> services = start(parts, kafka, registry);
            services.forEach((name, service) -> await(name)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(troubles(service)).as(name).isEmpty()));

            kafka.close();

            services.forEach((name, service) -> await(name)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(troubles(service))
                            .as(name)
                            .anySatisfy(problem -> assertThat(problem.message()).contains("Kafka does not answer"))));
            assertThat(services.values())
                    .allSatisfy(service -> assertThat(service.live()).isTrue());

            EmbeddedKafka second = EmbeddedKafka.start(data, port);
            parts.addLast(second);
            services.forEach((name, service) -> await(name)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(troubles(service)).as(name).isEmpty()));
        }
    }

    private static List<Health.Finding> troubles(Service service) {
        return new Health(service::checks).troubles();
    }

    private Map<String, Service> start(Closing parts, EmbeddedKafka kafka, EmbeddedSchemaRegistry registry) {
        BusConnection bus = BusConnection.local(kafka.bootstrapServers(), registry.url(), 2);
        ViewConfig view = ViewConfig.sqlite(folder.resolve("view.db"));
        List<AccountConfig> accounts = List.of(AccountConfig.of(
                "sandbox",
                ProviderType.SANDBOX,
                Map.of("data-directory", folder.resolve("sandbox").toString())));
        Map<String, Service> services = new LinkedHashMap<>();
        services.put(
                "command-service",
                parts.add(CommandService.start(CommandServiceConfig.of(bus, folder.resolve("state"), accounts))));
        services.put("state-projector", parts.add(StateProjector.start(StateProjectorConfig.of(bus, view))));
        services.put(
                "provider-workers",
                parts.add(ProviderWorkers.start(new ProviderWorkersConfig(
                        bus, "worker", AccountsSource.of(accounts), null, folder.resolve("keys"), null))));
        services.put(
                "gateway",
                parts.add(Gateway.start(GatewayConfig.at(bus, view, "127.0.0.1", 0), new SimpleMeterRegistry())));
        return services;
    }
}
