package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.avro.InstanceObserved;
import io.instancebus.avro.ProviderReport;
import io.instancebus.avro.SightingState;
import io.instancebus.avro.TaskAccepted;
import io.instancebus.schemas.serde.KafkaAvroSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A client that may write to the bus forges reports of a worker. */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(600)
class ForgedReportTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void aForgedReportDestroysNoMachineOfSomebodyElse() throws Exception {
        try (RunningBus bus = RunningBus.up(folder.resolve("data"))) {
            Http http = new Http(bus.addresses().httpUrl());
            String victim = create(http).path("instanceId").asString();
            JsonNode create = create(http);
            String abused = create.path("instanceId").asString();
            awaitState(http, victim, "RUNNING");
            awaitState(http, abused, "RUNNING");
            String machine =
                    http.get("/v1/instances/" + victim).body().path("nativeId").asString();
            assertThat(machine).isNotBlank();

            ProviderReport forged = new ProviderReport();
            forged.setInstanceId(abused);
            forged.setAccount("sandbox");
            forged.setTaskId(abused + ":" + create.path("commandId").asString());
            forged.setAttempt(1);
            forged.setWorker("nobody");
            forged.setReportedAt(Instant.now());
            forged.setType("TaskAccepted");
            forged.setTaskAccepted(new TaskAccepted(machine, null, null));
            send(bus, forged);

            JsonNode told = await().atMost(PATIENCE)
                    .until(() -> stray(http, abused), Optional::isPresent)
                    .orElseThrow();
            assertThat(told.path("type").asString()).isEqualTo("StrayMachineLeft");
            assertThat(told.toString()).contains(machine, "INVALID", "does not carry the request key");
            // A machine that is being destroyed cannot do this.
            http.post("/v1/instances/" + victim + "/actions/stop", "{}");
            awaitState(http, victim, "STOPPED");
            assertThat(http.get("/v1/instances/" + abused).body().path("state").asString())
                    .isEqualTo("RUNNING");
        }
    }

    @Test
    void aForgedLookWithTheHighestNumbersHidesTheTruthForMomentsOnly() throws Exception {
        try (RunningBus bus = RunningBus.up(folder.resolve("data"))) {
            Http http = new Http(bus.addresses().httpUrl());
            String instance = create(http).path("instanceId").asString();
            awaitState(http, instance, "RUNNING");

            // One of them has the expected number.
            for (long number = 0; number < 20; number++) {
                send(bus, look(instance, number, SightingState.STOPPED));
            }
            await().atMost(PATIENCE).until(() -> changesTo(http, instance, "STOPPED") > 0);
            await().atMost(PATIENCE).until(() -> changesTo(http, instance, "RUNNING") > 1);
            http.post("/v1/instances/" + instance + "/actions/stop", "{}");
            awaitState(http, instance, "STOPPED");
        }
    }

    private static ProviderReport look(String instance, long number, SightingState state) {
        ProviderReport forged = new ProviderReport();
        forged.setInstanceId(instance);
        forged.setAccount("sandbox");
        forged.setWorker("nobody");
        forged.setReportedAt(Instant.now());
        forged.setType("InstanceObserved");
        InstanceObserved look = new InstanceObserved();
        look.setNumber(number);
        look.setEpoch(Long.MAX_VALUE);
        look.setPass(Long.MAX_VALUE);
        look.setState(state);
        look.setPublicAddresses(List.of());
        look.setPrivateAddresses(List.of());
        forged.setInstanceObserved(look);
        return forged;
    }

    private static long changesTo(Http http, String instance, String state) {
        return http.get("/v1/instances/" + instance + "/events")
                .body()
                .path("items")
                .valueStream()
                .filter(event -> event.path("type").asString().equals("InstanceStateChanged"))
                .filter(event -> event.toString().contains("\"to\":\"" + state + "\""))
                .count();
    }

    private static JsonNode create(Http http) {
        return http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}")
                .body();
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

    private static Optional<JsonNode> stray(Http http, String id) {
        return http.get("/v1/instances/" + id + "/events")
                .body()
                .path("items")
                .valueStream()
                .filter(event -> event.path("type").asString().startsWith("StrayMachine"))
                .findFirst();
    }

    private static void send(RunningBus bus, ProviderReport report) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bus.addresses().bootstrapServers());
        settings.put("schema.registry.url", bus.addresses().registryUrl());
        settings.put("value.serializer", KafkaAvroSerializer.class.getName());
        settings.put("key.serializer", StringSerializer.class.getName());
        try (var producer = new KafkaProducer<String, ProviderReport>(settings)) {
            producer.send(new ProducerRecord<>("instances.reports", report.getInstanceId(), report))
                    .get();
        }
    }
}
