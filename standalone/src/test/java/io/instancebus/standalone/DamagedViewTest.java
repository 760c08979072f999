package io.instancebus.standalone;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code instance-bus up} reports a damaged view and ends; without the file it rebuilds the view. */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DamagedViewTest {
    @TempDir
    private Path data;

    private static String state(RunningBus bus, String id) {
        return new Http(bus.addresses().httpUrl())
                .get("/v1/instances/" + id)
                .body()
                .path("state")
                .asString("");
    }

    private static void awaitRunning(RunningBus bus, String id) {
        await().atMost(Duration.ofMinutes(2)).until(() -> state(bus, id), "RUNNING"::equals);
    }

    @Test
    void isSaidAndBuiltAgainWithoutTheFile() throws Exception {
        Path view = data.resolve("view/view.db");
        String id;
        try (RunningBus bus = RunningBus.up(data)) {
            id = new Http(bus.addresses().httpUrl())
                    .post("/v1/instances", "{\"account\":\"sandbox\",\"imageId\":\"img1\"}")
                    .body()
                    .path("instanceId")
                    .asString();
            awaitRunning(bus, id);
            bus.stop();
        }
        byte[] noise = new byte[200_000];
        new Random(7).nextBytes(noise);
        Files.write(view, noise);

        assertThatThrownBy(() -> RunningBus.up(data).close())
                .hasMessageContaining("state-projector ... failed: the view's file")
                .hasMessageContaining("is damaged")
                .hasMessageContaining("delete it")
                .message()
                .doesNotContain("not ready within");

        Files.delete(view);
        Files.deleteIfExists(data.resolve("view/view.db-wal"));
        Files.deleteIfExists(data.resolve("view/view.db-shm"));
        try (RunningBus bus = RunningBus.up(data)) {
            awaitRunning(bus, id);
        }
    }
}
