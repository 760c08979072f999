package io.instancebus.embedded;

import java.time.Duration;
import kafka.server.BrokerServer;
import kafka.server.KafkaRaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Stops the broker of a server that has failed. A broker that stops asks its controller for leave and waits for the
 * answer, by default for five minutes; after a fault the controller, which is the same process, may never give it.
 */
final class FailedBroker {
    private static final Logger log = LoggerFactory.getLogger(FailedBroker.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private FailedBroker() {}

    /** Stops the broker alone, soon; the server is to be shut down after it. */
    static void stop(KafkaRaftServer server) {
        try {
            // Kafka lets a caller bound this wait, but keeps the one who can be asked to itself.
            var field = KafkaRaftServer.class.getDeclaredField("broker");
            field.setAccessible(true);
            var broker = (Option<?>) field.get(server);
            if (broker != null && broker.isDefined()) {
                ((BrokerServer) broker.get()).shutdown(PATIENCE);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.atWarn().setCause(e).log("the failed broker did not stop cleanly");
        }
    }
}
