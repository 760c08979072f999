package io.instancebus.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Provider types that come while the service runs, on a real broker and registry. */
@Tag("broker")
@Tag("slow")
class TaskTopicsOnBrokerTest {
    private static final Topics TOPICS = Topics.withoutPrefix();

    @TempDir
    Path directory;

    private int commands;

    @Test
    void aTypeWhoseSubjectCannotBeMadeFailsItsOwnCommandsWithThatReasonAndNoOthers() throws Exception {
        Path file =
                Files.writeString(directory.resolve("accounts.yaml"), "accounts: [ { name: box, provider: sandbox } ]");
        try (EmbeddedBus bus = EmbeddedBus.start(directory.resolve("kafka"));
                SchemaRegistryClient registry = SchemaRegistryClient.of(bus.registryUrl());
                CommandService service = CommandService.start(new CommandServiceConfig(
                        new BusConnection(bus.bootstrapServers(), bus.registryUrl(), "", 2, 1, Map.of()),
                        null,
                        directory.resolve("state"),
                        null,
                        null,
                        null,
                        AccountsSource.in(file)))) {
            await().atMost(Duration.ofSeconds(60)).until(service::ready);
            registry.register(TOPICS.tasks("nimbus") + "-value", Schema.create(Schema.Type.STRING));

            Files.writeString(
                    file,
                    "accounts: [ { name: box, provider: sandbox }, { name: far, provider: nimbus },"
                            + " { name: near, provider: stratus } ]");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> types(create(bus, registry, "near", Set.of("InstanceStateChanged", "CommandRejected")))
                            .contains("CommandAccepted"));
            List<InstanceEvent> far = create(bus, registry, "far", Set.of("CommandFailed"));
            assertThat(types(far)).startsWith("CommandAccepted").endsWith("CommandFailed");
            assertThat(far.getLast().getCommandFailed().getFailure().getMessage())
                    .contains("there is no subject instances.tasks.nimbus-value");
            assertThat(types(create(bus, registry, "box", Set.of("InstanceStateChanged"))))
                    .doesNotContain("CommandFailed");
            assertThat(service.live()).isTrue();
        }
    }

    private static List<String> types(List<InstanceEvent> events) {
        return events.stream().map(InstanceEvent::getType).toList();
    }

    private static List<InstanceEvent> of(String id, EventLog log) {
        return log.events.stream()
                .filter(event -> event.getInstanceId().equals(id))
                .toList();
    }

    /** Its events up to one of these types. */
    private List<InstanceEvent> create(
            EmbeddedBus bus, SchemaRegistryClient registry, String account, Set<String> last) {
        String id = "i-" + ++commands;
        try (Publisher publisher = new Publisher(bus, TOPICS.commands(), registry);
                EventLog log = new EventLog(bus, TOPICS.events(), registry)) {
            publisher.send(TestCommands.create(id, "c-" + id, Instant.now(), account));
            log.readUntil(() -> of(id, log).stream().anyMatch(event -> last.contains(event.getType())));
            return of(id, log);
        }
    }
}
