package io.instancebus.worker.hand;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Checks whether a broker serves a share group. A share consumer does not report this. While no broker answers, or the
 * group's coordinator is not available, the consumer's threads use more than a core, because its search for a
 * coordinator has no pause (seen with Kafka 4.3.1). Therefore the consumer is closed after a while.
 */
public final class BrokerPresence {
    /** The time without a record after which the group is checked. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;

    public BrokerPresence(Admin admin) {
        this.admin = admin;
    }

    /**
     * Checks for at most 5 seconds. A group that the broker does not know, or does not show to us, counts as served.
     */
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
