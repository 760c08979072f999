package io.instancebus.provider.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.provider.CreateRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The sandbox must not slow down tests; prints its speed, and does not assert it. */
class SandboxSpeedTest {
    private static final int CREATES = 30_000;

    @TempDir
    Path folder;

    @Test
    void whatManyThreadsCreateIsEachCreatedOnce() throws Exception {
        SandboxConfig config = SandboxConfig.defaults()
                .withDelays(Duration.ZERO)
                .withQuota(1_000_000)
                .withSsh(SandboxSshConfig.off());
        try (SandboxCloud cloud = SandboxCloud.open(folder, config);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            SandboxProvider provider = new SandboxProvider(cloud);
            AtomicInteger next = new AtomicInteger();
            List<Callable<Void>> creators = new ArrayList<>();
            for (int thread = 0; thread < 32; thread++) {
                creators.add(() -> {
                    int number;
                    while ((number = next.getAndIncrement()) < CREATES) {
                        CreateRequest request = Requests.request("key-" + number);
                        provider.create(request);
                    }
                    return null;
                });
            }
            long begin = System.nanoTime();
            for (Future<Void> creator : executor.invokeAll(creators)) {
                creator.get();
            }
            long perSecond = CREATES * 1_000_000_000L / (System.nanoTime() - begin);
            LoggerFactory.getLogger(SandboxSpeedTest.class)
                    .atInfo()
                    .addKeyValue("perSecond", perSecond)
                    .log("creates with zero delays, 32 threads");
            assertThat(cloud.control().createsExecuted()).isEqualTo(CREATES);
        }
    }
}
