package io.instancebus.standalone;

import static io.instancebus.standalone.VsphereBus.from;
import static io.instancebus.standalone.VsphereBus.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes two hundred machines through their whole life at once; prints the measured costs, and does not assert them. */
@Tag("broker")
@Tag("process")
@Tag("slow")
@Tag("vcenter")
@Timeout(900)
class VsphereTwoHundredTest {
    private static final int MACHINES = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void aWholeLifeOfTwoHundred() throws IOException {
        try (VsphereBus bus = new VsphereBus(folder, Map.of(), Duration.ofMinutes(2), "-task-ms", "500")) {
            bus.calls();
            List<String> ids = new ArrayList<>();
            phase(bus, "created", ids, InstanceState.RUNNING, () -> {
                for (int i = 0; i < MACHINES; i++) {
                    ids.add(bus.create("vm-" + i));
                }
            });
            assertThat(ids).allSatisfy(id -> assertThat(bus.machines(id)).hasSize(1));
            delays(bus, ids.subList(0, 20));
            phase(
                    bus,
                    "stopped",
                    ids,
                    InstanceState.STOPPED,
                    () -> ids.subList(20, MACHINES).forEach(bus::stop));
            phase(bus, "destroyed", ids, InstanceState.FINISH, () -> ids.forEach(bus::destroy));
            assertThat(ids).allSatisfy(id -> {
                assertThat(bus.machines(id)).isEmpty();
                assertThat(bus.events(id)).noneMatch(event -> event.getType().equals("InstanceVanished"));
                assertThat(bus.events(id)).noneMatch(event -> event.getType().equals("CommandFailed"));
            });
        }
    }

    private static void phase(VsphereBus bus, String what, List<String> ids, InstanceState state, Runnable begin) {
        long from = System.nanoTime();
        begin.run();
        Predicate<InstanceEvent> there = to(state);
        try {
            awaitAll(bus, ids, there);
        } catch (ConditionTimeoutException e) {
            List<String> left = ids.stream()
                    .filter(id -> bus.events(id).stream().noneMatch(there))
                    .toList();
            throw new AssertionError(
                    left.size() + " were not " + what + ", of which the first:\n" + bus.history(left.getFirst()), e);
        }
        System.out.printf("FIGURE %d %s in %.1f s; SOAP calls %s%n", ids.size(), what, seconds(from), bus.calls());
    }

    private static void awaitAll(VsphereBus bus, List<String> ids, Predicate<InstanceEvent> there) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .failFast(() -> ids.stream()
                        .flatMap(id -> bus.events(id).stream())
                        .filter(event -> event.getType().equals("CommandFailed"))
                        .findFirst()
                        .ifPresent(failed -> {
                            throw new AssertionError(bus.history(failed.getInstanceId()));
                        }))
                .until(() -> ids.stream().allMatch(id -> bus.events(id).stream().anyMatch(there)));
    }

    /** Measures from a change in vCenter that no command caused to its event at a subscriber. */
    private static void delays(VsphereBus bus, List<String> ids) {
        List<Double> seconds = new ArrayList<>();
        for (String id : ids) {
            String machine = bus.machine(id);
            long at = System.nanoTime();
            bus.vcenter().control("/power", "vm", machine, "op", "PowerOffVM");
            bus.await(id, "STOPPED", from(InstanceState.RUNNING, InstanceState.STOPPED));
            seconds.add(seconds(at));
        }
        seconds.sort(null);
        System.out.printf(
                "FIGURE change in vCenter to event, s: least %.2f, median %.2f, most %.2f (of %d)%n",
                seconds.getFirst(), seconds.get(seconds.size() / 2), seconds.getLast(), seconds.size());
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }
}
