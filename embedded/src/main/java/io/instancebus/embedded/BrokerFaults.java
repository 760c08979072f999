package io.instancebus.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka ends its process when a broker cannot go on (a full disk, a damaged log). Here that process is also somebody
 * else's, so the wish to end is logged and given to whoever started the broker; its threads are known by their group.
 */
final class BrokerFaults {
    private static final Logger log = LoggerFactory.getLogger(BrokerFaults.class);
    private static final Map<ThreadGroup, Consumer<String>> brokers = new ConcurrentHashMap<>();

    private BrokerFaults() {}

    static synchronized void watch(ThreadGroup threads, Consumer<String> onFault) {
        brokers.put(threads, onFault);
        Exit.setExitProcedure((status, message) -> endWanted("exit", status, message));
        Exit.setHaltProcedure((status, message) -> endWanted("halt", status, message));
    }

    static synchronized void forget(ThreadGroup threads) {
        brokers.remove(threads);
        if (brokers.isEmpty()) {
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
        }
    }

    private static void endWanted(String how, int status, @Nullable String message) {
        var thread = Thread.currentThread();
        String reason = "Kafka's thread " + thread.getName() + " asked to " + how + " with status " + status
                + (message == null ? "" : ": " + message);
        log.atError()
                .setCause(new IllegalStateException(reason))
                .log("the embedded broker cannot go on; the error that Kafka logged before this is the cause");
        var owner = ownerOf(thread.getThreadGroup());
        if (owner != null) {
            owner.accept(reason);
        } else {
            // No way to tell whose thread it is: better one broker stopped too many than one that goes on broken.
            brokers.values().forEach(each -> each.accept(reason));
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
