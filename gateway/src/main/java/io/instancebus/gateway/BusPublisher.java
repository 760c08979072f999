package io.instancebus.gateway;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.gateway.http.CommandPublisher;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Publishes through the Java client. A publication fails if the bus does not confirm the command within seconds. */
public final class BusPublisher implements CommandPublisher {
    private static final long CHECK_SECONDS = 2;
    private static final Map<String, String> BOUNDS =
            Map.of("max.block.ms", "5000", "request.timeout.ms", "4000", "delivery.timeout.ms", "8000");

    private final InstanceBusClient client;
    private final Admin admin;
    private final String commandsTopic;

    public BusPublisher(BusConnection bus) {
        Topics topics = new Topics(Objects.requireNonNullElse(bus.topicPrefix(), ""));
        commandsTopic = topics.commands();
        Map<String, String> settings = new HashMap<>(BOUNDS);
        settings.putAll(Objects.requireNonNullElse(bus.properties(), Map.of()));
        client = new InstanceBusClient(new ClientConfig(
                bus.bootstrapServers(), bus.registryUrl(), topics, "gateway", "/instance-bus/gateway", settings));
        Properties adminSettings = bus.clientProperties();
        adminSettings.putIfAbsent("default.api.timeout.ms", "5000");
        adminSettings.putIfAbsent("request.timeout.ms", "4000");
        admin = Admin.create(adminSettings);
    }

    @Override
    public CompletableFuture<Void> publish(InstanceCommand command) {
        return client.publish(command).thenAccept(submission -> {});
    }

    @Override
    public Optional<String> unavailableReason() {
        try {
            var unused =
                    admin.describeTopics(List.of(commandsTopic)).allTopicNames().get(CHECK_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of(
                    failed.getCause() instanceof UnknownTopicOrPartitionException
                            ? "the topic of commands is not there yet"
                            : "Kafka does not answer");
        } catch (TimeoutException late) {
            return Optional.of("Kafka does not answer");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of("the gateway stops");
        }
    }

    @Override
    public void close() {
        client.close();
        admin.close(java.time.Duration.ofSeconds(5));
    }
}
