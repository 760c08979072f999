package io.instancebus.worker.hand;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Whether any broker answers. A share consumer does not tell, and while none does its threads take more than a core:
 * its search for a coordinator has no pause (seen with Kafka 4.3.1). So it is closed after a while.
 */
public final class BrokerPresence {
    /** A consumer that has had nothing for so long has it asked for. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;

    public BrokerPresence(Admin admin) {
        this.admin = admin;
    }

    /** Asks, for 5 seconds at most. */
    boolean answers() throws InterruptedException {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(Math.toIntExact(PATIENCE.toMillis())))
                    .clusterId()
                    .get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }
}
