package io.instancebus.worker.hand;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Whether a broker serves a share group. A share consumer does not tell, and while none does, because no broker answers or
 * because the group's coordinator is not available, its threads take more than a core: its search for a coordinator has
 * no pause (seen with Kafka 4.3.1). So it is closed after a while.
 */
public final class BrokerPresence {
    /** A consumer that has had nothing for so long has it asked for. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;

    public BrokerPresence(Admin admin) {
        this.admin = admin;
    }

    /** Asks, for 5 seconds at most. A group that the broker does not know, or does not show to us, is served. */
    boolean serves(String group) throws InterruptedException {
        var options = new DescribeShareGroupsOptions().timeoutMs(Math.toIntExact(PATIENCE.toMillis()));
        try {
            admin.describeShareGroups(List.of(group), options).all().get();
            return true;
        } catch (ExecutionException e) {
            return !(e.getCause() instanceof RetriableException);
        }
    }
}
