package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.instancebus.embedded.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} with its data on a disk that is really filled, and freed again. */
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
                await().atMost(PATIENCE).until(() -> !answers(http));
                // Nothing writes any more, so that the last byte may go.
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bus.said()).contains("starts again when there is room"));
                disk.fillUpTo(0);

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
    void aDiskThatIsFullAtOnceEndsItSoonSayingSoAndItStartsWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = mount(400)) {
            Path data = disk.folder().resolve("data");
            try (RunningBus bus = RunningBus.up(data)) {
                Http http = new Http(bus.addresses().httpUrl());
                Thread load = Thread.ofVirtual().start(() -> createUntilItFails(http));
                disk.fillUpTo(0);
                // Whichever comes first: the broker finds no room for a record, or the room is seen to be gone.
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(!bus.alive() || bus.said().contains("starts again when there is room"))
                                        .as(bus.said())
                                        .isTrue());
                assertThat(bus.said()).contains("disk", "of 400 MB are left", "Free space");
                load.join();
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

    /** The id of a new instance that has got to RUNNING, so that the whole chain works. */
    private static String created(Http http) {
        Http.Answer answer = create(http);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        String id = answer.body().path("instanceId").stringValue();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(http.get("/v1/instances/" + id).body().toString())
                                .contains("\"RUNNING\""));
        return id;
    }

    private static void createUntilItFails(Http http) {
        try {
            while (true) {
                var unused = create(http);
            }
        } catch (RuntimeException ended) {
            // The process has ended, or its doors are closed.
        }
    }

    private static Http.Answer ready(Http http) {
        return http.get("/health/ready");
    }

    private static boolean answers(Http http) {
        try {
            return http.get("/health/live").status() == 200;
        } catch (RuntimeException closed) {
            return false;
        }
    }
}
