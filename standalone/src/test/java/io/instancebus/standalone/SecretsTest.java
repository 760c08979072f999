package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A user who may publish commands must not learn the secrets on the workers' disk. */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(600)
class SecretsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String CLOUD_KEY = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY";

    @TempDir
    private static Path folder;

    private static final Queue<String> OFFERED = new ConcurrentLinkedQueue<>();
    private static final SshServer ROGUE = SshServer.setUpDefaultServer();
    private static RunningBus bus;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("data/secrets"));
        Files.writeString(secrets.resolve("ec2-prod"), CLOUD_KEY);
        bus = RunningBus.up(folder.resolve("data"));
        http = new Http(bus.addresses().httpUrl());
        ROGUE.setHost("127.0.0.1");
        ROGUE.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        ROGUE.setPasswordAuthenticator((user, password, session) -> {
            OFFERED.add(password);
            return false;
        });
        ROGUE.start();
    }

    @AfterAll
    static void stop() throws IOException {
        bus.close();
        ROGUE.stop(true);
    }

    @Test
    void noRunCanNameACloudCredential() {
        String id = runningInstance();
        JsonNode printed = ended(id, "{\"commandLine\":{\"reference\":\"file:ec2-prod\"}}");
        JsonNode offered = ended(
                id,
                "{\"commandLine\":\"true\",\"credential\":{\"type\":\"PASSWORD\",\"secret\":{\"reference\":"
                        + "\"file:ec2-prod\"}}}");

        assertThat(List.of(printed, offered)).allSatisfy(command -> {
            assertThat(command.path("status").asString()).isEqualTo("FAILED");
            assertThat(command.toString())
                    .contains("NOT_FOUND", "commands/sandbox/")
                    .doesNotContain(CLOUD_KEY);
        });
        assertThat(history(id)).doesNotContain(CLOUD_KEY);
    }

    /** Without a credential, or with a reference to one, the workers would use their own secret. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"address\":\"localhost\",\"port\":%d",
                "\"port\":%d",
                "\"address\":\"localhost\",\"port\":%d,\"credential\":{\"type\":\"PASSWORD\",\"secret\":{\"reference\":"
                        + "\"file:sandbox-password\"}}"
            })
    void noCredentialOfTheWorkersGoesToAnotherServer(String where) {
        String id = runningInstance();
        JsonNode command = ended(id, "{\"commandLine\":\"true\"," + where.formatted(ROGUE.getPort()) + "}");

        assertThat(command.path("status").asString()).isIn("REJECTED", "FAILED");
        assertThat(command.toString()).contains("the workers' secrets are sent to no other");
        assertThat(OFFERED).isEmpty();
    }

    @Test
    void whatARunLogsInWithIsTakenOutOfItsOutput() throws IOException {
        String password = Files.readString(folder.resolve("data/secrets/sandbox-password"))
                .strip();
        String id = runningInstance();
        JsonNode command = ended(id, "{\"commandLine\":\"echo before " + password + " after\"}");

        assertThat(command.path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(history(id)).contains("before *** after").doesNotContain(password);
    }

    @Test
    void aLostSealingKeyIsSaidAndNotReplacedAndTheDataIsItsOwnersAlone() throws Exception {
        Path data = folder.resolve("another");
        try (RunningBus first = RunningBus.up(data)) {
            assertThat(permissions(data)).isEqualTo("rwx------");
            // Kafka Streams also lets the group read its own folder; the private folder around it keeps the group out.
            for (String part : List.of("kafka", "keys", "logs", "sandbox", "secrets", "view")) {
                assertThat(permissions(data.resolve(part))).as(part).isEqualTo("rwx------");
            }
            assertThat(first.stop()).isIn(0, 143);
        }
        Path key = onlyKey(data);
        Files.move(key, folder.resolve("backup.key"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RunningBus second = RunningBus.up(data)) {
            assertThat(permissions(data)).isEqualTo("rwx------");
            String id = key.getFileName().toString().replace(".key", "");
            Http door = new Http(second.addresses().httpUrl());
            assertThat(door.get("/health/ready").body().toString()).contains(id, "lost", "instance-bus keys add");
            assertThat(RunningBus.log(data)).contains("ERROR").contains(id + " is lost");
            assertThat(keys(data)).isEmpty();
            await().atMost(PATIENCE)
                    .until(() -> door.get("/v1/sealing-keys")
                            .body()
                            .path("items")
                            .get(0)
                            .path("algorithm")
                            .asString()
                            .equals("LOST"));
            assertThat(second.stop()).isIn(0, 143);
        }
        Files.move(folder.resolve("backup.key"), key);
        try (RunningBus third = RunningBus.up(data)) {
            assertThat(new Http(third.addresses().httpUrl())
                            .get("/health/ready")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static Path onlyKey(Path data) throws IOException {
        assertThat(keys(data)).hasSize(1);
        return keys(data).getFirst();
    }

    private static List<Path> keys(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("keys"))) {
            return files.filter(file -> file.toString().endsWith(".key")).toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String runningInstance() {
        Http.Answer created = http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}");
        String id = created.body().path("instanceId").asString();
        await().atMost(PATIENCE)
                .until(
                        () -> http.get("/v1/instances/" + id)
                                .body()
                                .path("state")
                                .asString(""),
                        "RUNNING"::equals);
        return id;
    }

    /** The command in the view, after its final answer. */
    private static JsonNode ended(String instance, String run) {
        Http.Answer answer = http.post("/v1/instances/" + instance + "/run", run);
        String path = "/v1/commands/" + answer.body().path("commandId").asString();
        await().atMost(PATIENCE)
                .until(
                        () -> http.get(path).body().path("status").asString(""),
                        status -> List.of("SUCCEEDED", "FAILED", "REJECTED").contains(status));
        return http.get(path).body();
    }

    private static String history(String instance) {
        return http.get("/v1/instances/" + instance + "/events?limit=500")
                .body()
                .toString();
    }
}
