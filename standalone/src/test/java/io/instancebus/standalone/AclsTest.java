package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.embedded.AccessControl;
import io.instancebus.embedded.EmbeddedKafka;
import io.instancebus.embedded.EmbeddedSchemaRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that enforces exactly the ACLs of docs/acls.md: the services can work with them, and no other access is
 * possible.
 */
@Tag("broker")
@Tag("database")
@Tag("process")
@Tag("slow")
@Timeout(600)
class AclsTest {
    private static final Path PAGE = Path.of("..", "docs", "acls.md");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> SERVICES =
            List.of("command-service", "provider-workers", "state-projector", "gateway");
    private static final Set<String> OF_THE_SERVICES = Set.of(
            "instances.events",
            "instances.state",
            "instances.tasks.sandbox",
            "instances.runs",
            "instances.observations",
            "instances.reports",
            "accounts.events",
            "instances.dead-letters");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int guarded;

    @Test
    void eachServiceCanDoItsWorkWithTheAclsOfThePageAndOthersCannotDoTheirs() throws Exception {
        List<AclBinding> acls = ofThePage();
        guarded = freePort();
        Map<String, String> passwords = acls.stream()
                .map(acl -> user(acl.entry().principal()))
                .distinct()
                .collect(Collectors.toMap(user -> user, AclsTest::password));
        try (EmbeddedKafka kafka =
                        EmbeddedKafka.start(folder.resolve("kafka"), 0, new AccessControl(guarded, passwords));
                EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0);
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createAcls(acls).all().get();
            }
            anInstanceIsMadeAndDestroyed(registry, postgres);
            publisherAndSubscriber();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(logs(), failure);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private void anInstanceIsMadeAndDestroyed(EmbeddedSchemaRegistry registry, EmbeddedPostgres postgres)
            throws Exception {
        int port = freePort();
        write(registry, postgres, port);
        for (String service : SERVICES) {
            start(service);
        }
        Http http = new Http("http://127.0.0.1:" + port);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> http.get("/health/ready").status() == 200);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> !http.get("/v1/accounts").body().toString().equals("[]"));
        String id = http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}")
                .body()
                .path("instanceId")
                .asString();
        awaitState(http, id, "RUNNING");
        http.post("/v1/instances/" + id + "/actions/stop", "{}");
        awaitState(http, id, "STOPPED");
        http.post("/v1/instances/" + id + "/actions/destroy", "{}");
        awaitState(http, id, "FINISH");
    }

    private static void awaitState(Http http, String id, String state) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> http.get("/v1/instances/" + id)
                                .body()
                                .path("state")
                                .asString(""),
                        state::equals);
    }

    private void publisherAndSubscriber() throws Exception {
        try (var publisher = producer("publisher")) {
            publisher.send(record("instances.commands")).get();
            assertCannotWrite(publisher, OF_THE_SERVICES);
        }
        try (var subscriber = producer("subscriber")) {
            Set<String> all = new TreeSet<>(OF_THE_SERVICES);
            all.add("instances.commands");
            assertCannotWrite(subscriber, all);
        }
        try (var gateway = producer("gateway")) {
            assertCannotWrite(gateway, OF_THE_SERVICES);
        }
        try (var worker = producer("provider-workers")) {
            assertCannotWrite(worker, Set.of("instances.events", "instances.state", "instances.commands"));
        }
        assertThat(reads("subscriber", "instances.events")).isTrue();
        assertThat(reads("subscriber", "instances.state")).isTrue();
        for (String topic : List.of("instances.commands", "instances.reports", "instances.tasks.sandbox")) {
            assertThat(reads("subscriber", topic)).as(topic).isFalse();
            assertThat(reads("publisher", topic)).as(topic).isFalse();
        }
    }

    private static void assertCannotWrite(KafkaProducer<byte[], byte[]> producer, Set<String> topics) {
        for (String topic : topics) {
            assertThat(failure(producer, topic)).as(topic).isInstanceOf(TopicAuthorizationException.class);
        }
    }

    private static @Nullable Throwable failure(KafkaProducer<byte[], byte[]> producer, String topic) {
        try {
            producer.send(record(topic)).get();
            return new AssertionError("it could be written");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String topic) {
        return new ProducerRecord<>(topic, "i-1".getBytes(StandardCharsets.UTF_8), new byte[] {1});
    }

    private boolean reads(String user, String topic) {
        Map<String, Object> settings = client(user);
        settings.put("group.id", "subscriber-1");
        settings.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                if (!consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
                    return true;
                }
            }
            throw new AssertionError("nothing came from " + topic);
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private KafkaProducer<byte[], byte[]> producer(String user) {
        Map<String, Object> settings = client(user);
        settings.put("enable.idempotence", "false");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> client(String user) {
        Map<String, Object> settings = new java.util.HashMap<>(security(user));
        settings.put("bootstrap.servers", "127.0.0.1:" + guarded);
        return settings;
    }

    private static Map<String, String> security(String user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + password(user) + "\";");
    }

    private static String password(String user) {
        return "of-" + user;
    }

    private static String user(String principal) {
        return principal.substring("User:".length());
    }

    /** The ACL of each line of the page's table that names a user. */
    private static List<AclBinding> ofThePage() throws IOException {
        List<AclBinding> acls = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            String[] cells = line.split("\\|");
            if (cells.length == 5 && line.matches("\\| [a-z-]+ \\| (topic|group|transactionalId) .*")) {
                for (String operation : cells[4].split(",")) {
                    acls.add(acl(cells[1].strip(), cells[2].strip(), cells[3].strip(), operation.strip()));
                }
            }
        }
        assertThat(acls).hasSizeGreaterThan(40);
        return acls;
    }

    private static AclBinding acl(String user, String resource, String name, String operation) {
        boolean prefix = name.endsWith("*");
        ResourceType type = Arrays.stream(ResourceType.values())
                .filter(each -> each.name().replace("_", "").equalsIgnoreCase(resource))
                .findFirst()
                .orElseThrow();
        return new AclBinding(
                new ResourcePattern(
                        type,
                        prefix ? name.substring(0, name.length() - 1) : name,
                        prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", AclOperation.valueOf(operation), AclPermissionType.ALLOW));
    }

    private void write(EmbeddedSchemaRegistry registry, EmbeddedPostgres postgres, int port) throws IOException {
        String view = "view: { url: \"%s\", user: postgres }\n"
                .formatted(postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""));
        Map<String, String> own = Map.of(
                "command-service",
                "stateDirectory: " + folder.resolve("state") + "\naccountsFile: accounts.yaml\n",
                "provider-workers",
                "keysDirectory: " + folder.resolve("keys") + "\naccountsFile: accounts.yaml\n",
                "state-projector",
                view,
                "gateway",
                "port: " + port + "\n" + view);
        for (Map.Entry<String, String> each : own.entrySet()) {
            String bus = ("management: { port: 0 }\nbus:\n  bootstrapServers: \"127.0.0.1:%d\"\n  registryUrl:"
                            + " \"%s\"\n  partitions: 4\n  replicationFactor: 1\n  properties:\n")
                    .formatted(guarded, registry.url());
            String properties = security(each.getKey()).entrySet().stream()
                    .map(one -> "    " + one.getKey() + ": '" + one.getValue() + "'\n")
                    .collect(Collectors.joining());
            Files.writeString(folder.resolve(each.getKey() + ".yaml"), bus + properties + each.getValue());
        }
        Files.writeString(
                folder.resolve("accounts.yaml"),
                "accounts:\n  - name: sandbox\n    provider: sandbox\n    sandbox: { data-directory: \""
                        + folder.resolve("sandbox") + "\" }\n");
    }

    private void start(String service) throws IOException {
        processes.add(new ProcessBuilder(ProductJvm.command(
                        "384m",
                        List.of(
                                service,
                                "--config",
                                folder.resolve(service + ".yaml").toString())))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(service + ".log").toFile())
                .start());
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String service : SERVICES) {
            Path log = folder.resolve(service + ".log");
            if (Files.exists(log)) {
                logs.append("== ").append(service).append('\n').append(Files.readString(log));
            }
        }
        return logs.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
