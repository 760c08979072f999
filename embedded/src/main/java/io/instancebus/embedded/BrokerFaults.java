package io.instancebus.embedded;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka ends its process when a broker cannot go on (a full disk, a damaged log). Here that process is also somebody
 * else's, so the wish to end is logged and given to the one who started the broker; its threads are known by their
 * group. A thread of a broker that was stopped may wish it late; that ends nothing.
 */
final class BrokerFaults {
    private static final Logger log = LoggerFactory.getLogger(BrokerFaults.class);
    private static final Consumer<String> STOPPED = reason -> {};
    private static final Map<ThreadGroup, Consumer<String>> brokers = Collections.synchronizedMap(new WeakHashMap<>());

    private BrokerFaults() {}

    static synchronized void watch(ThreadGroup threads, Consumer<String> onFault) {
        brokers.put(threads, onFault);
        Exit.setExitProcedure((status, message) -> {
            if (!endWanted("exit", status, message)) {
                System.exit(status);
            }
        });
        Exit.setHaltProcedure((status, message) -> {
            if (!endWanted("halt", status, message)) {
                Runtime.getRuntime().halt(status);
            }
        });
    }

    static synchronized void forget(ThreadGroup threads) {
        brokers.replace(threads, STOPPED);
    }

    /** Whether it was given to a broker; if not, it is about the process itself. */
    private static boolean endWanted(String how, int status, @Nullable String message) {
        var thread = Thread.currentThread();
        String reason = "Kafka's thread " + thread.getName() + " asked to " + how + " with status " + status
                + (message == null ? "" : ": " + message);
        log.atError()
                .setCause(new IllegalStateException(reason))
                .log("the embedded broker cannot go on; the error that Kafka logged before this is the cause");
        var owner = ownerOf(thread.getThreadGroup());
        // If it cannot be told whose thread it is, all end: better one too many than one that goes on broken.
        List<Consumer<String>> addressed = owner == null ? running() : List.of(owner);
        addressed.forEach(each -> each.accept(reason));
        return !addressed.isEmpty();
    }

    private static List<Consumer<String>> running() {
        synchronized (brokers) {
            return brokers.values().stream().filter(each -> each != STOPPED).toList();
        }
    }

    private static @Nullable Consumer<String> ownerOf(@Nullable ThreadGroup group) {
        for (ThreadGroup each = group; each != null; each = each.getParent()) {
            var owner = brokers.get(each);
            if (owner != null) {
                return owner;
            }
        }
        return null;
    }
}
