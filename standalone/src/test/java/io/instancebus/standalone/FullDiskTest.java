package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instancebus.embedded.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} with its data on a real disk that is filled and freed again. */
@Tag("broker")
@Tag("disk")
@Tag("process")
@Tag("slow")
@Timeout(600)
class FullDiskTest {
    private static final long MEGABYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void itWarnsThenRefusesThenStopsAndComesBackByItself() throws Exception {
        try (SmallDisk disk = mount(400)) {
            Path data = disk.folder().resolve("data");
            try (RunningBus bus = RunningBus.up(data)) {
                Http http = new Http(bus.addresses().httpUrl());
                String before = created(http);

                disk.fillUpTo(70 * MEGABYTE);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(ready(http).body().toString())
                                .contains("READY", "warnings", "of 400 MB are left", "Free space"));
                created(http);

                disk.fillUpTo(30 * MEGABYTE);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(ready(http).status()).isEqualTo(503));
                Http.Answer refused = create(http);
                assertThat(refused.status()).isEqualTo(507);
                assertThat(refused.body().toString())
                        .contains("/problems/insufficient-storage", "of 400 MB are left", "was not published");
                assertThat(http.get("/v1/instances/" + before).status()).isEqualTo(200);

                disk.fillUpTo(10 * MEGABYTE);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bus.said()).contains("restarts when there is space"));
                disk.fillUpTo(0);
                assertRefusedForWantOfRoom(http);

                disk.free();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(ready(http).status()).isEqualTo(200));
                created(http);
                assertThat(http.get("/v1/instances/" + before).status()).isEqualTo(200);
                assertThat(bus.stop()).isIn(0, 143);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(RunningBus.log(data), failure);
            }
        }
    }

    @Test
    void aDiskThatIsFilledAtOnceUnderLoadLosesNothingAndItComesBackByItself() throws Exception {
        try (SmallDisk disk = mount(400)) {
            Path data = disk.folder().resolve("data");
            try (RunningBus bus = RunningBus.up(data)) {
                Http http = new Http(bus.addresses().httpUrl());
                Set<String> confirmed = ConcurrentHashMap.newKeySet();
                confirmed.add(created(http));
                AtomicBoolean enough = new AtomicBoolean();
                List<Thread> load = IntStream.range(0, 3)
                        .mapToObj(number -> Thread.ofVirtual().start(() -> createUntil(enough, http, confirmed)))
                        .toList();
                await().atMost(PATIENCE).until(() -> confirmed.size() > 5);

                disk.fillAtOnce();
                // Either the broker finds no space for a record first, or the check finds the disk full.
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bus.said())
                                .contains(
                                        "The disk is full", "of 400 MB", "Free space", "restarts when there is space"));
                assertRefusedForWantOfRoom(http);
                enough.set(true);
                for (Thread each : load) {
                    each.join();
                }

                disk.free();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(ready(http).status()).isEqualTo(200));
                confirmed.add(created(http));
                confirmed.forEach(id -> awaitRunning(http, id));
                assertThat(bus.stop()).isIn(0, 143);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(RunningBus.log(data), failure);
            }
        }
    }

    @Test
    void itEndsWhenAskedWhileItWaitsForRoomAndDoesNotStartOnAFullDisk() throws Exception {
        try (SmallDisk disk = mount(400)) {
            Path data = disk.folder().resolve("data");
            try (RunningBus bus = RunningBus.up(data)) {
                disk.fillAtOnce();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bus.said()).contains("restarts when there is space"));
                assertThat(bus.stop()).isIn(0, 143);
            }
            assertThatThrownBy(() -> RunningBus.up(data)).hasMessageContaining("The disk is full");
            disk.free();
            try (RunningBus bus = RunningBus.up(data)) {
                created(new Http(bus.addresses().httpUrl()));
            }
        }
    }

    private SmallDisk mount(int megabytes) throws Exception {
        var disk = SmallDisk.mount(folder.resolve("disk"), megabytes);
        Assumptions.assumeTrue(disk.isPresent(), "a disk in memory can be mounted");
        return disk.orElseThrow();
    }

    private static Http.Answer create(Http http) {
        return http.post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}");
    }

    private static void assertRefusedForWantOfRoom(Http http) {
        Http.Answer refused = create(http);
        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.body().toString())
                .contains("/problems/insufficient-storage", "of 400 MB are left", "restarts when there is space");
        assertThat(ready(http).status()).isEqualTo(503);
        assertThat(ready(http).body().path("detail").stringValue()).startsWith("disk: ");
        assertThat(http.get("/v1/instances").status()).isEqualTo(200);
    }

    /** Creates an instance and returns its id once it runs, which exercises the whole chain. */
    private static String created(Http http) {
        Http.Answer answer = create(http);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        String id = answer.body().path("instanceId").stringValue();
        awaitRunning(http, id);
        return id;
    }

    private static void awaitRunning(Http http, String id) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                http.get("/v1/instances/" + id).body().toString())
                        .as(() -> "with its events "
                                + http.get("/v1/instances/" + id + "/events").body())
                        .contains("\"RUNNING\""));
    }

    private static void createUntil(AtomicBoolean enough, Http http, Set<String> confirmed) {
        while (!enough.get()) {
            Http.Answer answer = create(http);
            if (answer.status() == 202) {
                confirmed.add(answer.body().path("instanceId").stringValue());
            }
        }
    }

    private static Http.Answer ready(Http http) {
        return http.get("/health/ready");
    }
}
