package io.instancebus.embedded;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import kafka.network.RequestChannel;
import kafka.server.ApiRequestHandler;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.KafkaRequestHandlerPool;
import kafka.server.KafkaRequestHandlerPoolFactory;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A node that is broker and controller, put together as {@link KafkaRaftServer} does it, which has no place for the
 * {@link ProduceGuard}.
 */
final class GuardedServer {
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    GuardedServer(KafkaConfig config) {
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directory =
                KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(GuardedServer.class), "");
        var metrics = Server$.MODULE$.initializeMetrics(
                config, Time.SYSTEM, directory._1().clusterId().orElseThrow());
        this.shared = new Shared(config, directory._1(), metrics);
        this.broker = new BrokerServer(shared);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directory._2());
    }

    void startup() throws InterruptedException, ExecutionException, TimeoutException {
        controller.startup();
        new LastRegistration(shared.loader(), controller.controller()).end();
        broker.startup();
    }

    /**
     * The broker first: to leave its cluster in good order it needs the controller.
     *
     * @param longest how long the broker waits for its controller's leave, which one that has failed never gives
     */
    void shutdown(Duration longest) {
        broker.shutdown(longest);
        controller.shutdown();
    }

    void awaitShutdown() {
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private static final class Shared extends SharedServer {
        private final KafkaRequestHandlerPoolFactory guarded = new GuardedPools();

        Shared(KafkaConfig config, MetaPropertiesEnsemble directory, Metrics metrics) {
            super(
                    config,
                    directory,
                    Time.SYSTEM,
                    metrics,
                    CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(
                            config.quorumConfig().voters())),
                    List.<InetSocketAddress>of(),
                    new StandardFaultHandlerFactory(),
                    ServerSocketFactory.INSTANCE);
        }

        @Override
        public KafkaRequestHandlerPoolFactory requestHandlerPoolFactory() {
            return guarded;
        }
    }

    private static final class GuardedPools extends KafkaRequestHandlerPoolFactory {
        @Override
        public KafkaRequestHandlerPool createPool(
                int brokerId, RequestChannel channel, ApiRequestHandler apis, Time time, int threads, String node) {
            return super.createPool(brokerId, channel, new ProduceGuard(apis), time, threads, node);
        }
    }
}
