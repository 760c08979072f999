package io.instancebus.standalone;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.StartAt;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.schemas.BusConnection;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import io.instancebus.service.Closing;
import io.instancebus.simulators.vcenter.VcenterSimulator;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A broker, the command service, and workers with an account at a simulated vCenter; with the events that result. */
final class VsphereBus implements AutoCloseable {
    static final String ACCOUNT = "lab";
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Map<String, String> policy;
    private final String shutdownTimeoutMs;
    private final VcenterSimulator vcenter;
    private final Closing parts = new Closing();
    private final BusConnection connection;
    private final InstanceBusClient client;
    private final Queue<InstanceEvent> events = new ConcurrentLinkedQueue<>();
    private ProviderWorkers workers;

    /** @param policy the policy settings that differ from the defaults */
    VsphereBus(Path folder, Map<String, String> policy, Duration shutdownTimeout, String... simulatorOptions)
            throws IOException {
        this.folder = folder;
        this.policy = policy;
        this.shutdownTimeoutMs = Long.toString(shutdownTimeout.toMillis());
        String missing = VcenterSimulator.missing().orElse("");
        if (!missing.isEmpty() && "true".equals(System.getenv("INSTANCE_BUS_REQUIRE_VCENTER_SIMULATOR"))) {
            throw new IllegalStateException("the vCenter simulator is required, and " + missing);
        }
        assumeTrue(missing.isEmpty(), () -> "skipped, because it needs the vCenter simulator: " + missing);
        vcenter = parts.add(VcenterSimulator.start(simulatorOptions));
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("vcenter"), VcenterSimulator.PASSWORD);
        EmbeddedBus bus = parts.add(EmbeddedBus.start(folder.resolve("bus")));
        connection = BusConnection.local(bus.bootstrapServers(), bus.registryUrl(), 4);
        CommandService commands = parts.add(CommandService.start(
                CommandServiceConfig.of(connection, folder.resolve("command-service"), List.of(account()))));
        client = parts.add(new InstanceBusClient(
                ClientConfig.of(connection.bootstrapServers(), connection.registryUrl(), "vsphere-test")));
        Awaitility.await().atMost(PATIENCE).until(commands::ready);
        startWorkers();
        var unused = client.subscribe(events::add, StartAt.BEGINNING);
    }

    void startWorkers() throws IOException {
        workers = ProviderWorkers.start(new ProviderWorkersConfig(
                connection, "worker", AccountsSource.of(List.of(account())), folder.resolve("secrets"), null, null));
        Awaitility.await().atMost(PATIENCE).until(workers::ready);
    }

    void stopWorkers() {
        workers.close();
    }

    private AccountConfig account() throws IOException {
        return AccountsSource.in(accountsFile()).read().getFirst();
    }

    private Path accountsFile() throws IOException {
        StringBuilder yaml = new StringBuilder("accounts:\n  - name: " + ACCOUNT + "\n    provider: vsphere\n");
        yaml.append("    policy: ")
                .append(flow(policy))
                .append("\n    vsphere: ")
                .append(flow(settings()));
        return Files.writeString(folder.resolve("accounts.yaml"), yaml + "\n");
    }

    private static String flow(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "url",
                vcenter.url(),
                "user",
                VcenterSimulator.USER,
                "password",
                "file:vcenter",
                "certificate-sha256",
                vcenter.certificateSha256(),
                "cluster",
                "DC0_C0",
                "shutdown-timeout-ms",
                shutdownTimeoutMs));
    }

    /** Starts a worker in a process of its own, which a test can kill. */
    Process workerProcess() throws IOException {
        StringBuilder yaml = new StringBuilder();
        yaml.append("bus: { bootstrapServers: \"%s\", registryUrl: \"%s\", partitions: 4, replicationFactor: 1 }\n"
                .formatted(connection.bootstrapServers(), connection.registryUrl()));
        yaml.append("management: { port: 0 }\nworkerName: doomed\nsecretsDirectory: ")
                .append(folder.resolve("secrets"))
                .append("\naccountsFile: ")
                .append(accountsFile())
                .append('\n');
        Path config = Files.writeString(folder.resolve("doomed.yaml"), yaml);
        return new ProcessBuilder(
                        ProductJvm.command("384m", List.of("provider-workers", "--config", config.toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("doomed.log").toFile())
                .start();
    }

    VcenterSimulator vcenter() {
        return vcenter;
    }

    /** Publishes a create of the template and returns the instance's id. */
    String create(String name) {
        return publish(client.commands()
                .create(CreateInstance.newBuilder()
                        .setAccount(ACCOUNT)
                        .setImageId(VcenterSimulator.TEMPLATE)
                        .setName(name)
                        .build()));
    }

    String running(String name) {
        String id = create(name);
        await(id, "RUNNING", VsphereBus.to(InstanceState.RUNNING));
        return id;
    }

    void start(String id) {
        publish(client.commands().start(id));
    }

    void stop(String id) {
        publish(client.commands().stop(id));
    }

    void reboot(String id) {
        publish(client.commands().reboot(id));
    }

    void destroy(String id) {
        publish(client.commands().destroy(id));
    }

    private String publish(InstanceCommand command) {
        client.publish(command).join();
        return command.getInstanceId();
    }

    List<InstanceEvent> events(String id) {
        return events.stream().filter(event -> event.getInstanceId().equals(id)).toList();
    }

    /** The first event of the instance that meets the condition. */
    InstanceEvent await(String id, String what, Predicate<InstanceEvent> wanted) {
        try {
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> events(id).stream().filter(wanted).findFirst().orElse(null), found -> found != null);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(what + " of " + id + " was not seen; there was:\n" + history(id), e);
        }
    }

    String history(String id) {
        List<String> lines = new ArrayList<>();
        events(id).forEach(event -> lines.add("  " + EventLine.of(event, ACCOUNT)));
        return String.join("\n", lines);
    }

    static Predicate<InstanceEvent> to(InstanceState state) {
        return event -> event.getInstanceStateChanged() != null
                && event.getInstanceStateChanged().getTo() == state;
    }

    static Predicate<InstanceEvent> from(InstanceState from, InstanceState to) {
        return to(to).and(event -> event.getInstanceStateChanged().getFrom() == from);
    }

    static Predicate<InstanceEvent> type(String type) {
        return event -> event.getType().equals(type);
    }

    String nativeId(String id) {
        return await(
                        id,
                        "a native id",
                        event -> event.getInstanceDetailsChanged() != null
                                && event.getInstanceDetailsChanged()
                                                .getDetails()
                                                .getNativeId()
                                        != null)
                .getInstanceDetailsChanged()
                .getDetails()
                .getNativeId();
    }

    List<JsonNode> machines(String id) {
        return StreamSupport.stream(JSON.readTree(vcenter.machines()).spliterator(), false)
                .filter(machine -> machine.path("ExtraConfig")
                        .path("instancebus.instance")
                        .asString("")
                        .equals(id))
                .toList();
    }

    /** The name of its machine in vCenter. */
    String machine(String id) {
        return machines(id).getFirst().path("Name").asString();
    }

    JsonNode calls() {
        return JSON.readTree(vcenter.calls());
    }

    List<String> accountEvents() {
        Topics topics = new Topics("");
        List<String> found = new ArrayList<>();
        try (SchemaRegistryClient registry = SchemaRegistryClient.of(connection.registryUrl());
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            AvroCodec<AccountEvent> codec = new AvroCodec<>(AccountEvent.class, topics.accountEvents(), registry);
            List<TopicPartition> partitions = consumer.partitionsFor(topics.accountEvents()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(each -> found.add(codec.decode(each.value()).getType()));
            }
        }
        return found;
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.close();
        }
        parts.close();
    }
}
