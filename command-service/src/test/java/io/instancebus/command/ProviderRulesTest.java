package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Policy;
import io.instancebus.domain.ProviderRules;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.mapping.AccountEventMapping;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of a provider type that nobody compiled in, on a real broker. */
@Tag("broker")
@Tag("slow")
class ProviderRulesTest {
    private static final String KEY = "far/ProviderRulesDeclared";
    private static final Duration QUICK = Policy.sandbox().hardLimit();

    @TempDir
    Path directory;

    private int commands;

    @Test
    void rulesThatArriveLateHoldFromThenOnAndAfterARestartFromTheFirstDecision() throws Exception {
        try (EmbeddedBus bus = EmbeddedBus.start(directory.resolve("kafka"));
                SchemaRegistryClient registry = SchemaRegistryClient.of(bus.registryUrl())) {
            CommandServiceConfig config = config(bus);
            try (CommandService service = start(config)) {
                assertThat(patienceWithACreate(bus, registry))
                        .isEqualTo(Policy.cloud().hardLimit());

                send(bus, KEY, declared(registry, ProviderRules.withPolicy(Policy.sandbox())));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> patienceWithACreate(bus, registry).equals(QUICK));

                // What is no rule, no record or of another account changes nothing, and ends nothing.
                send(bus, KEY, new byte[] {0, 0, 0, 0, 77, 1});
                send(bus, "other/ProviderRulesDeclared", declared(registry, ProviderRules.COMMON));
                AccountEvent bad = event(ProviderRules.COMMON);
                bad.getProviderRulesDeclared().getPatience().setHardLimitMillis(1);
                send(bus, "far2/ProviderRulesDeclared", encoded(registry, bad));
                for (int i = 0; i < 3; i++) {
                    assertThat(patienceWithACreate(bus, registry)).isEqualTo(QUICK);
                }
                assertThat(service.live()).isTrue();
                send(bus, KEY, declared(registry, ProviderRules.withPolicy(Policy.sandbox())));
            }
            try (CommandService service = start(config)) {
                assertThat(patienceWithACreate(bus, registry)).isEqualTo(QUICK);
                assertThat(service.live()).isTrue();
            }
        }
    }

    private CommandServiceConfig config(EmbeddedBus bus) throws Exception {
        Path file =
                Files.writeString(directory.resolve("accounts.yaml"), "accounts: [ { name: far, provider: nimbus } ]");
        return new CommandServiceConfig(
                new BusConnection(bus.bootstrapServers(), bus.registryUrl(), "", 2, 1, Map.of()),
                null,
                directory.resolve("state"),
                null,
                null,
                null,
                AccountsSource.in(file));
    }

    private static CommandService start(CommandServiceConfig config) {
        CommandService service = CommandService.start(config);
        await().atMost(Duration.ofSeconds(60)).until(service::ready);
        return service;
    }

    /** From the acceptance of a create to its deadline. */
    private Duration patienceWithACreate(EmbeddedBus bus, SchemaRegistryClient registry) {
        String id = "i-" + ++commands;
        Topics topics = Topics.withoutPrefix();
        try (Publisher publisher = new Publisher(bus, topics.commands(), registry);
                EventLog log = new EventLog(bus, topics.events(), registry)) {
            publisher.send(TestCommands.create(id, "c-" + id, Instant.now(), "far"));
            log.readUntil(() -> log.answeredAt.containsKey("c-" + id));
            InstanceEvent accepted = log.events.stream()
                    .filter(event -> event.getInstanceId().equals(id))
                    .findFirst()
                    .orElseThrow();
            assertThat(accepted.getProvider()).isEqualTo("nimbus");
            return Duration.between(
                    accepted.getRecordedAt(), accepted.getCommandAccepted().getDeadline());
        }
    }

    private static AccountEvent event(ProviderRules rules) {
        return AccountEventMapping.toAvro("far", "nimbus", Instant.now(), new AccountNews.ProviderRulesDeclared(rules));
    }

    private static byte[] declared(SchemaRegistryClient registry, ProviderRules rules) {
        return encoded(registry, event(rules));
    }

    private static byte[] encoded(SchemaRegistryClient registry, AccountEvent event) {
        return new AvroCodec<>(AccountEvent.class, Topics.withoutPrefix().accountEvents(), registry).encode(event);
    }

    private static void send(EmbeddedBus bus, String key, byte @Nullable [] value) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bus.bootstrapServers());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.withoutPrefix().accountEvents(), key, value))
                    .get();
        }
    }
}
