package io.instancebus.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.accounts.AccountConfig;
import io.instancebus.accounts.AccountsSource;
import io.instancebus.avro.CreateInstance;
import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.InstanceDetails;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.ProtectedText;
import io.instancebus.avro.RunCompleted;
import io.instancebus.avro.RunOnInstance;
import io.instancebus.client.ClientConfig;
import io.instancebus.client.CommandOutcome;
import io.instancebus.client.Ids;
import io.instancebus.client.InstanceBusClient;
import io.instancebus.client.ReplyKey;
import io.instancebus.client.StartAt;
import io.instancebus.command.CommandService;
import io.instancebus.command.CommandServiceConfig;
import io.instancebus.embedded.EmbeddedBus;
import io.instancebus.projector.StateProjector;
import io.instancebus.projector.StateProjectorConfig;
import io.instancebus.schemas.BusConnection;
import io.instancebus.service.Closing;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import io.instancebus.view.View;
import io.instancebus.view.ViewConfig;
import io.instancebus.view.jdbc.Views;
import io.instancebus.worker.ProviderWorkers;
import io.instancebus.worker.ProviderWorkersConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first password of an instance reaches the publisher from a simulated Rackspace, and logs in over real SSH; it is
 * nowhere in clear on the way.
 */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(300)
class FirstPasswordTest {
    private static final String ACCOUNT = "rax";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SSH_PORT = freePort();

    @TempDir
    private static Path folder;

    private static final Closing PARTS = new Closing();
    private static final Queue<InstanceEvent> EVENTS = new ConcurrentLinkedQueue<>();
    private static OpenstackSimulator rackspace;
    private static BusConnection connection;
    private static InstanceBusClient client;
    private static View view;

    private final ReplyKey key = ReplyKey.generate();

    @BeforeAll
    static void start() throws IOException {
        rackspace = PARTS.add(new OpenstackSimulator());
        rackspace.withoutZones();
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("rackspace"), OpenstackSimulator.API_KEY);
        EmbeddedBus bus = PARTS.add(EmbeddedBus.start(folder.resolve("bus")));
        connection = BusConnection.local(bus.bootstrapServers(), bus.registryUrl(), 4);
        CommandService commands = PARTS.add(CommandService.start(
                CommandServiceConfig.of(connection, folder.resolve("command-service"), List.of(account()))));
        ViewConfig viewConfig = ViewConfig.sqlite(folder.resolve("view.db"));
        PARTS.add(StateProjector.start(StateProjectorConfig.of(connection, viewConfig)));
        view = PARTS.add(Views.open(viewConfig));
        ProviderWorkers workers = PARTS.add(ProviderWorkers.start(new ProviderWorkersConfig(
                connection, "worker", AccountsSource.of(List.of(account())), secrets, folder.resolve("keys"), null)));
        client = PARTS.add(new InstanceBusClient(
                ClientConfig.of(connection.bootstrapServers(), connection.registryUrl(), "first-password-test")));
        await().atMost(PATIENCE).until(() -> commands.ready() && workers.ready());
        var unused = client.subscribe(EVENTS::add, StartAt.BEGINNING);
        client.listenForOutcomes();
    }

    private static AccountConfig account() throws IOException {
        return AccountsSource.in(Files.writeString(folder.resolve("accounts.yaml"), """
                        accounts:
                          - name: %s
                            provider: rackspace
                            sshPort: %d
                            policy: { settlement: 4s, firstLook: 300ms, longestLook: 2s }
                            rackspace:
                              auth-url: %s
                              compute-url: %s
                              user: %s
                              api-key: file:rackspace
                              flavor: 1
                        """.formatted(
                                ACCOUNT,
                                SSH_PORT,
                                rackspace.rackspaceAuthUrl(),
                                rackspace.rackspaceComputeUrl(),
                                OpenstackSimulator.USER)))
                .read()
                .getFirst();
    }

    @AfterAll
    static void stop() {
        PARTS.close();
    }

    @Test
    void whoAskedOpensThePasswordARunLogsInWithItAndItIsNowhereInClear() throws Exception {
        String id;
        String password;
        try (LogWatch log = LogWatch.lookingFor(OpenstackSimulator.ADMIN_PASSWORD)) {
            InstanceCommand create = create();
            id = create.getInstanceId();
            assertThat(execute(create)).isInstanceOf(CommandOutcome.Succeeded.class);
            password = new String(opened(id).orElseThrow(), StandardCharsets.UTF_8);
            assertThat(password)
                    .startsWith(OpenstackSimulator.ADMIN_PASSWORD)
                    .isEqualTo(
                            rackspace.adminPassword(requireNonNull(details(id).getNativeId())));
            try (PasswordSshServer unused = PasswordSshServer.taking(password, folder.resolve("home"), SSH_PORT)) {
                CommandOutcome run = execute(run(id));
                assertThat(run).as(() -> run.toString()).isInstanceOf(CommandOutcome.Succeeded.class);
                assertThat(completed(id).getOutput()).isEqualTo("hello\n");
            }
            awaitView(id);
            assertThat(log.traced()).as("the log is at TRACE").isPositive();
            assertThat(log.found()).isEmpty();
        }
        assertThat(view.instance(id).orElseThrow().details().getAdminPassword())
                .isEqualTo(details(id).getAdminPassword());
        assertNowhere(password, id);
    }

    /** The create's answer was lost, and the password with it: the instance works, but has no password. */
    @Test
    void anInstanceWhoseAnswerWasLostHasNoPassword() throws Exception {
        rackspace.inject("create", "lost-1", 1, new InjectedFault.Cut(true));
        InstanceCommand create = create();
        create.getCreateInstance().setName("lost-1");
        assertThat(execute(create)).isInstanceOf(CommandOutcome.Succeeded.class);

        String id = create.getInstanceId();
        assertThat(rackspace.servers("instancebus.instance", id)).isEqualTo(1);
        assertThat(details(id).getNativeId()).isNotNull();
        assertThat(details(id).getAdminPassword()).isNull();
        assertThat(opened(id)).isEmpty();
        assertThat(execute(run(id)))
                .isInstanceOfSatisfying(
                        CommandOutcome.Failed.class,
                        failed -> assertThat(failed.failure().getMessage())
                                .contains("no first password of the instance is sealed to the workers"));
        assertThat(execute(client.commands().destroy(id))).isInstanceOf(CommandOutcome.Succeeded.class);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InstanceCommand create() {
        return client.commands()
                .create(CreateInstance.newBuilder()
                        .setAccount(ACCOUNT)
                        .setImageId(OpenstackSimulator.IMAGE)
                        .setReplyKey(key.publicKey())
                        .build());
    }

    /** A run without a credential. */
    private static InstanceCommand run(String instanceId) {
        return client.commands()
                .run(
                        Ids.next(),
                        instanceId,
                        RunOnInstance.newBuilder()
                                .setCommandLine(new ProtectedText("echo hello", null, null))
                                .setAddress("127.0.0.1")
                                .build());
    }

    /** Another subscription delivers the events: when this returns, those up to the outcome are present. */
    private static CommandOutcome execute(InstanceCommand command) throws Exception {
        CommandOutcome outcome = client.execute(command, PATIENCE).get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
        await().atMost(PATIENCE)
                .until(() -> EVENTS.stream()
                        .anyMatch(event -> command.getCommandId().equals(event.getCommandId())
                                && CommandOutcome.of(event).isPresent()));
        return outcome;
    }

    private Optional<byte[]> opened(String instanceId) throws Exception {
        return key.adminPassword(instanceId, details(instanceId));
    }

    /** The details according to the events so far. */
    private static InstanceDetails details(String instanceId) {
        return requireNonNull(EVENTS.stream()
                .filter(event -> event.getInstanceId().equals(instanceId) && event.getInstanceDetailsChanged() != null)
                .map(event -> event.getInstanceDetailsChanged().getDetails())
                .reduce(null, (earlier, later) -> later));
    }

    private static RunCompleted completed(String instanceId) {
        return await().atMost(PATIENCE)
                .until(
                        () -> EVENTS.stream()
                                .filter(event -> event.getInstanceId().equals(instanceId))
                                .flatMap(event -> Optional.ofNullable(event.getRunCompleted()).stream())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void awaitView(String instanceId) {
        long told = EVENTS.stream()
                .filter(event -> event.getInstanceId().equals(instanceId))
                .count();
        await().atMost(PATIENCE)
                .until(() -> view.instance(instanceId)
                        .filter(row -> row.version() >= told)
                        .isPresent());
    }

    /** Also searches for the instance's id: a search that does not find it would not find the password either. */
    private static void assertNowhere(String password, String instanceId) throws IOException {
        List<String> forms =
                List.of(password, Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)));
        Set<String> withId = new TreeSet<>();
        Set<String> withPassword = new TreeSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                connection.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    String bytes = text(record.key()) + text(record.value()) + text(record.headers());
                    note(record.topic(), bytes, instanceId, withId, forms, withPassword);
                });
            }
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    String bytes = text(Files.readAllBytes(file));
                    note(folder.relativize(file).toString(), bytes, instanceId, withId, forms, withPassword);
                    return FileVisitResult.CONTINUE;
                } catch (NoSuchFileException renamed) {
                    return visitFileFailed(file, renamed);
                }
            }

            /** The broker and the services keep running, and may rename a file that they have just written. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        assertThat(withId)
                .contains(
                        "instances.commands",
                        "instances.events",
                        "instances.state",
                        "instances.reports",
                        "instances.runs",
                        "instances.tasks.rackspace")
                .anyMatch(where -> where.startsWith("view.db"));
        assertThat(withPassword).isEmpty();
    }

    private static void note(
            String where,
            String bytes,
            String instanceId,
            Set<String> withId,
            List<String> forms,
            Set<String> withPassword) {
        if (bytes.contains(instanceId)) {
            withId.add(where);
        }
        if (forms.stream().anyMatch(bytes::contains)) {
            withPassword.add(where);
        }
    }

    private static String text(Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach(header -> text.append(text(header.value())).append('\n'));
        return text.toString();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
