package io.instancebus.provider.openstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.Report.Sighting;
import io.instancebus.domain.SightingState;
import io.instancebus.provider.ProviderFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Takes a hundred servers through their life at once at a real OpenStack: none is lost, none is duplicated, however
 * many answers come late. Prints the costs.
 */
@Tag("openstack")
@Tag("slow")
class RealOpenstackHundredTest {
    private static final int SERVERS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final String run = UUID.randomUUID().toString();
    private final AtomicInteger unanswered = new AtomicInteger();
    private @Nullable RealOpenstack openstack;
    private @Nullable OpenstackProvider provider;
    private long begun = System.nanoTime();

    @FunctionalInterface
    private interface Numbered {
        String call(int number) throws Exception;
    }

    @FunctionalInterface
    private interface Deed {
        void ask() throws ProviderFailure;
    }

    @BeforeEach
    void open() {
        openstack = RealOpenstack.reach();
        provider = openstack.account();
    }

    @AfterEach
    void close() {
        if (openstack != null && provider != null) {
            provider.close();
            openstack.removeAll();
            openstack.close();
        }
    }

    /** For the whole test, which takes longer than the usual limit. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void aHundredGoThroughTheirLifeAtOnce() throws Exception {
        OpenstackProvider account = requireNonNull(provider);
        List<String> ids = together(i -> made(account, "hundred-" + i + "-" + run));
        told("submit");
        awaitAll(account, ids, Set.of(SightingState.RUNNING));
        told("run");
        assertThat(ids).hasSize(SERVERS).doesNotHaveDuplicates();
        for (int i = 0; i < SERVERS; i++) {
            assertThat(reached().servers(Creation.REQUEST, "hundred-" + i + "-" + run))
                    .hasSize(1);
        }
        begun = System.nanoTime();
        together(i -> insist(ids.get(i), () -> account.stop(ids.get(i), false)));
        awaitAll(account, ids, Set.of(SightingState.STOPPED));
        told("stop");
        together(i -> insist(ids.get(i), () -> account.destroy(ids.get(i), "hundred-" + i + "-" + run)));
        awaitAll(account, ids, Set.of(SightingState.GONE, SightingState.MISSING));
        told("destroy");
    }

    /**
     * As the worker does for a provider without an idempotency token: it searches first, and adopts the server of a
     * lost answer, which Nova may take long to create.
     */
    private String made(OpenstackProvider account, String key) {
        AtomicBoolean asked = new AtomicBoolean();
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            try {
                                Optional<String> found = account.findByRequestKey(key);
                                if (found.isPresent() || asked.getAndSet(true)) {
                                    return found.orElse("");
                                }
                                return account.create(reached().create(key)).nativeId();
                            } catch (ProviderFailure e) {
                                return notYet(e);
                            }
                        },
                        id -> !id.isEmpty());
    }

    private String insist(String id, Deed deed) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            try {
                                deed.ask();
                                return id;
                            } catch (ProviderFailure e) {
                                return e.failure().category() == FailureCategory.NOT_FOUND ? id : notYet(e);
                            }
                        },
                        done -> !done.isEmpty());
    }

    private String notYet(ProviderFailure e) throws ProviderFailure {
        if (e.failure().category() != FailureCategory.RETRYABLE) {
            throw e;
        }
        unanswered.incrementAndGet();
        return "";
    }

    private void awaitAll(OpenstackProvider account, List<String> ids, Set<SightingState> wanted) {
        Set<SightingState> seen = EnumSet.noneOf(SightingState.class);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            try {
                List<SightingState> states = account.describe(ids).values().stream()
                        .map(Sighting::state)
                        .toList();
                seen.addAll(states);
                return wanted.containsAll(states);
            } catch (ProviderFailure e) {
                return !notYet(e).isEmpty();
            }
        });
        assertThat(seen).doesNotContain(SightingState.ERROR);
    }

    private RealOpenstack reached() {
        return requireNonNull(openstack);
    }

    private void told(String step) {
        System.out.printf(
                "%s %d: %.1f s, calls not answered in time %d, requests %s%n",
                step,
                SERVERS,
                (System.nanoTime() - begun) / 1e9,
                unanswered.getAndSet(0),
                reached().proxy().requests());
        begun = System.nanoTime();
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
