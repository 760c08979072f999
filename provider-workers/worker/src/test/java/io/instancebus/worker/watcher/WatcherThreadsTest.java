package io.instancebus.worker.watcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.InstanceId;
import io.instancebus.domain.KnownInstance;
import io.instancebus.time.Clocks;
import io.instancebus.worker.Recorded;
import io.instancebus.worker.ScriptedProvider;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a worker's real threads. */
@Timeout(60)
class WatcherThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Clocks clocks = Clocks.system();
    private final Recorded recorded = new Recorded();
    private final ScriptedProvider provider = new ScriptedProvider();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        released.countDown();
    }

    private WatcherThreads start() {
        WatchedAccount account = new WatchedAccount("main", provider.guarded(), Duration.ofMillis(50));
        CatalogueWatcher catalogue = new CatalogueWatcher(account, recorded, clocks);
        AccountWatcher watcher = new AccountWatcher(account, 1, new NoneKnown(), catalogue, recorded, recorded, clocks);
        return WatcherThreads.start("main", watcher, catalogue, clocks.steady());
    }

    private static final class NoneKnown implements KnownInstances {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public Optional<KnownInstance> find(InstanceId id) {
            return Optional.empty();
        }

        @Override
        public Collection<KnownInstance> unfinished(String account) {
            return List.of();
        }
    }

    @Test
    void observationsGoOnWhileTheCatalogueHangs() throws Exception {
        provider.onCatalogue = () -> {
            asked.countDown();
            released.await();
        };
        provider.instances.put("native-a", ScriptedProvider.running("native-a"));
        AtomicInteger answered = new AtomicInteger();
        try (WatcherThreads loop = start()) {
            asked.await();

            loop.request(
                    new PendingRequest(new InstanceId("a"), 1, "native-a", "key-a", null, answered::incrementAndGet));

            await().atMost(LONG).until(() -> answered.get() == 1);
            await("passes").atMost(LONG).until(() -> finds() >= 3);
        }
    }

    @Test
    void anAdapterWhoseNotificationsAndCatalogueFailWithAnErrorIsPolled() throws Exception {
        provider.onListen = () -> {
            throw new LinkageError("listen");
        };
        provider.onCatalogue = () -> {
            asked.countDown();
            throw new LinkageError("catalogue");
        };
        provider.instances.put("native-a", ScriptedProvider.running("native-a"));
        AtomicInteger answered = new AtomicInteger();
        try (WatcherThreads loop = start()) {
            asked.await();

            loop.request(
                    new PendingRequest(new InstanceId("a"), 1, "native-a", "key-a", null, answered::incrementAndGet));

            await().atMost(LONG).until(() -> answered.get() == 1);
            await("news of the catalogue").atMost(LONG).until(() -> !recorded.news.isEmpty());
        }
    }

    private long finds() {
        return provider.calls.stream().filter(call -> call.startsWith("find ")).count();
    }

    /** Not even an adapter that ignores an interrupt delays the end, or reports anything after it. */
    @Test
    void theEndWaitsForNoCatalogueAndWhatThatBringsLaterIsNotTold() throws Exception {
        CountDownLatch brought = new CountDownLatch(1);
        provider.onCatalogue = () -> {
            asked.countDown();
            awaitWhateverComes();
            brought.countDown();
        };
        WatcherThreads loop = start();
        asked.await();
        await().atMost(LONG).until(() -> !recorded.news.isEmpty());

        loop.close();

        int told = recorded.news.size();
        released.countDown();
        brought.await();
        await().during(Duration.ofMillis(300)).atMost(LONG).until(() -> recorded.news.size() == told);
    }

    @Test
    void aCatalogueThatIsBeingReadIsInterruptedByTheEnd() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        provider.onCatalogue = () -> {
            asked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        WatcherThreads loop = start();
        asked.await();

        loop.close();

        interrupted.await();
        assertThat(released.getCount()).isEqualTo(1);
    }

    private void awaitWhateverComes() {
        boolean released = false;
        while (!released) {
            try {
                this.released.await();
                released = true;
            } catch (InterruptedException e) {
                // Like an adapter that ignores an interrupt.
            }
        }
    }
}
