package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerFaultsTest {
    private final ThreadGroup first = new ThreadGroup("first broker");
    private final ThreadGroup second = new ThreadGroup("second broker");
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void forget() {
        BrokerFaults.forget(first);
        BrokerFaults.forget(second);
    }

    @Test
    void onlyTheBrokerWhoseThreadAsksToEndDoes() throws Exception {
        BrokerFaults.watch(first, reason -> ended.add("first"));
        BrokerFaults.watch(second, reason -> ended.add("second"));
        halt(new ThreadGroup(first, "log cleaners"));
        assertThat(ended).containsExactly("first");
    }

    @Test
    void aLateThreadOfAStoppedBrokerEndsNoOther() throws Exception {
        BrokerFaults.watch(first, reason -> ended.add("first"));
        BrokerFaults.forget(first);
        BrokerFaults.watch(second, reason -> ended.add("second"));
        halt(first);
        assertThat(ended).isEmpty();
    }

    /** Otherwise the JVM of these tests ends. */
    @Test
    void aLateThreadOfTheLastBrokerDoesNotEndTheProcess() throws Exception {
        BrokerFaults.watch(first, reason -> ended.add("first"));
        BrokerFaults.forget(first);
        halt(first);
        assertThat(ended).isEmpty();
    }

    private static void halt(ThreadGroup group) throws InterruptedException {
        Thread thread = new Thread(group, () -> Exit.halt(1, "no space left on device"));
        thread.start();
        thread.join();
    }
}
