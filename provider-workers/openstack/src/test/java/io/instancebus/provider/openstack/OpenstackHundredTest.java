package io.instancebus.provider.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.SightingState;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Takes a hundred servers through their life at once: none is lost, none is duplicated. Prints the costs. */
class OpenstackHundredTest {
    private static final int SERVERS = 100;

    private final OpenstackSimulator simulator = new OpenstackSimulator();
    private final OpenstackProvider provider = Accounts.openstack(simulator, "call-timeout-ms", "20000");
    private long begun = System.nanoTime();

    @AfterEach
    void close() {
        provider.close();
        simulator.close();
    }

    @Test
    void aHundredGoThroughTheirLifeAtOnce() throws Exception {
        // As the worker does for a provider without an idempotency token: it searches first.
        List<String> ids = together(i -> {
            assertThat(provider.findByRequestKey("key-" + i)).isEmpty();
            return provider.create(Accounts.request("key-" + i)).nativeId();
        });
        await(ids, SightingState.RUNNING);
        told("create");
        together(i -> {
            provider.stop(ids.get(i), false);
            return ids.get(i);
        });
        await(ids, SightingState.STOPPED);
        told("stop");
        together(i -> {
            provider.destroy(ids.get(i), "key-" + i);
            return ids.get(i);
        });
        await(ids, SightingState.GONE);
        told("destroy");
        assertThat(ids).hasSize(SERVERS).doesNotHaveDuplicates();
        assertThat(simulator.requests("create")).isEqualTo(SERVERS);
        assertThat(simulator.servers()).isEmpty();
    }

    private void await(List<String> ids, SightingState state) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> provider.describe(ids).values().stream().allMatch(seen -> seen.state() == state));
    }

    private void told(String step) {
        System.out.printf(
                "%s of %d: %d ms, requests so far %s%n",
                step, SERVERS, (System.nanoTime() - begun) / 1_000_000, new TreeMap<>(simulator.requests()));
        begun = System.nanoTime();
    }

    @FunctionalInterface
    private interface Numbered {
        String call(int number) throws Exception;
    }

    private static List<String> together(Numbered call) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < SERVERS; i++) {
                int number = i;
                calls.add(() -> call.call(number));
            }
            List<String> results = new ArrayList<>();
            for (Future<String> each : executor.invokeAll(calls)) {
                results.add(each.get());
            }
            return results;
        }
    }
}
