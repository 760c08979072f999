package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.embedded.EmbeddedBus;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each service in a process of its own, as in a deployment, with an external Kafka, registry and PostgreSQL. */
@Tag("broker")
@Tag("database")
@Tag("process")
@Tag("slow")
@Timeout(600)
class ServicesAloneTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private static final List<String> SERVICES =
            List.of("command-service", "provider-workers", "state-projector", "gateway");

    private final List<Process> services = new ArrayList<>();
    private final Map<String, Integer> managementPorts = new HashMap<>();

    @Test
    void fourProcessesMakeAnInstanceAndStopCleanly() throws Exception {
        int port = freePort();
        for (String service : SERVICES) {
            managementPorts.put(service, freePort());
        }
        try (EmbeddedBus bus = EmbeddedBus.start(folder.resolve("kafka"));
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            write(bus, postgres, port);
            for (String service : SERVICES) {
                start(service);
            }
            Http http = new Http("http://127.0.0.1:" + port);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> http.get("/health/ready").status() == 200);
            Http.Answer created = http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}");
            assertThat(created.status()).isEqualTo(202);
            String id = created.body().path("instanceId").asString();
            await().atMost(PATIENCE)
                    .until(
                            () -> http.get("/v1/instances/" + id)
                                    .body()
                                    .path("state")
                                    .asString(""),
                            "RUNNING"::equals);
            eachShowsItsHealthAndItsMetrics();
            stopEachAndStartItAgain(http);
            for (Process service : services.reversed()) {
                service.destroy();
                assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(service.exitValue()).as("exit status").isIn(0, 143);
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(logs(), failure);
        } finally {
            services.forEach(Process::destroyForcibly);
        }
    }

    private void eachShowsItsHealthAndItsMetrics() {
        assertMetrics(
                "command-service",
                "kafka_stream_thread_",
                "instancebus_events_total{type=\"CommandAccepted\"} 1.0",
                "instancebus_decisions_total{input=\"command\"} 1.0",
                "instancebus_rejections_total{code=\"ILLEGAL_ACTION\"} 0.0");
        assertMetrics(
                "provider-workers",
                "kafka_consumer_share_",
                "instancebus_provider_calls_seconds_count{account=\"sandbox\",category=\"OK\",operation=\"create\"} 1",
                "instancebus_tasks_seconds_count{queue=\"sandbox\",type=\"CREATE\"} 1",
                "instancebus_task_reports_total{outcome=\"ACCEPTED\",queue=\"sandbox\"} 1.0",
                "instancebus_account_stale{account=\"sandbox\"} 0.0");
        assertMetrics(
                "state-projector",
                "kafka_consumer_fetch_manager_partition_records_lag",
                "instancebus_projection_lag_records",
                "instancebus_projection_set_aside_instances 0.0");
        assertMetrics(
                "gateway",
                "kafka_producer_",
                "instancebus_http_requests_seconds_count{method=\"POST\",route=\"/v1/instances\",status=\"202\"} 1");
    }

    private void assertMetrics(String service, String... samples) {
        Http http = new Http("http://127.0.0.1:" + managementPorts.get(service));
        assertThat(http.get("/health/live").status()).as(service).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> http.get("/health/ready").status() == 200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(http.text("/metrics"))
                        .as(service)
                        .contains("jvm_memory_used_bytes")
                        .contains(samples));
    }

    /** The gateway is not ready while another service is down, and names that service. */
    private void stopEachAndStartItAgain(Http http) throws Exception {
        for (int index = 0; index < 3; index++) {
            String service = List.of("command-service", "provider-workers", "state-projector")
                    .get(index);
            services.get(index).destroyForcibly().waitFor();
            await().atMost(PATIENCE).untilAsserted(() -> {
                Http.Answer answer = http.get("/health/ready");
                assertThat(answer.status()).as(service).isEqualTo(503);
                assertThat(answer.body().path("errors").toString()).contains(service);
            });
            services.set(index, process(service));
            await().atMost(PATIENCE).until(() -> http.get("/health/ready").status() == 200);
        }
    }

    private void write(EmbeddedBus bus, EmbeddedPostgres postgres, int port) throws IOException {
        String view = "view: { url: \"%s\", user: postgres }\n"
                .formatted(postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""));
        Files.writeString(
                folder.resolve("command-service.yaml"),
                head(bus, "command-service") + "stateDirectory: " + folder.resolve("state")
                        + "\naccountsFile: accounts.yaml\n");
        Files.writeString(
                folder.resolve("provider-workers.yaml"),
                head(bus, "provider-workers") + "accountsFile: accounts.yaml\n");
        Files.writeString(
                folder.resolve("accounts.yaml"),
                "accounts:\n  - name: sandbox\n    provider: sandbox\n    sandbox: { data-directory: \""
                        + folder.resolve("sandbox") + "\" }\n");
        Files.writeString(folder.resolve("state-projector.yaml"), head(bus, "state-projector") + view);
        Files.writeString(folder.resolve("gateway.yaml"), head(bus, "gateway") + "port: " + port + "\n" + view);
    }

    private String head(EmbeddedBus bus, String service) {
        return ("bus: { bootstrapServers: \"%s\", registryUrl: \"%s\", partitions: 4, replicationFactor: 1"
                        + " }\nmanagement: { port: %d }\n")
                .formatted(bus.bootstrapServers(), bus.registryUrl(), managementPorts.get(service));
    }

    private void start(String service) throws IOException {
        services.add(process(service));
    }

    private Process process(String service) throws IOException {
        return new ProcessBuilder(ProductJvm.command(
                        "384m",
                        List.of(
                                service,
                                "--config",
                                folder.resolve(service + ".yaml").toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(service + ".log").toFile()))
                .start();
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String service : SERVICES) {
            Path log = folder.resolve(service + ".log");
            if (Files.exists(log)) {
                logs.append("== ")
                        .append(service)
                        .append('\n')
                        .append(Files.readString(log))
                        .append('\n');
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
