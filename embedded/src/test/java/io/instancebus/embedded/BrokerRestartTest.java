package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("broker")
@Tag("process")
@Tag("slow")
class BrokerRestartTest {
    private static final Logger log = LoggerFactory.getLogger(BrokerRestartTest.class);

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        List<String> said;
        int port;
        try (var broker = BrokerProcess.start(folder, 0, 0)) {
            log.info("first start: {}", broker.await("READY"));
            port = Integer.parseInt(broker.await("PORT"));
            for (int acknowledged = 0; acknowledged < 2_000; acknowledged++) {
                broker.await("ACKED");
            }
            said = broker.kill();
        }
        var acknowledged = said.subList(0, said.size() - 1).stream()
                .filter(line -> line.startsWith("ACKED "))
                .map(line -> line.substring("ACKED ".length()))
                .toList();

        try (var broker = BrokerProcess.start(folder, port, -1)) {
            log.info("restart after kill: {}", broker.await("READY"));
            try (var clients = new TestClients("127.0.0.1:" + port)) {
                assertThat(clients.consume(BrokerProcess.TOPIC, acknowledged.size()))
                        .startsWith(acknowledged.toArray(String[]::new));
            }
        }
    }

    @Test
    void aKillAtOnceAfterAKillIsSurvivedToo() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (var broker = BrokerProcess.start(folder, 0, round * 1_000_000)) {
                log.info("start {}: {}", round, broker.await("READY"));
                broker.await("ACKED");
                broker.kill();
            }
        }

        try (var kafka = EmbeddedKafka.start(folder, 0);
                var clients = new TestClients(kafka.bootstrapServers())) {
            assertThat(clients.consume(BrokerProcess.TOPIC, 2)).contains("0");
        }
    }

    @Test
    void afterAKillEachGroupCoordinatorIsLoadedOnceAndKnowsItsOffsets() throws Exception {
        eachGroupCoordinatorIsLoadedOnceAfter(BrokerProcess::kill);
    }

    /** What docs/operating.md advises for a broker that was killed and does not serve its groups. */
    @Test
    void afterACleanStopEachGroupCoordinatorIsLoadedOnceToo() throws Exception {
        eachGroupCoordinatorIsLoadedOnceAfter(BrokerProcess::stop);
    }

    private interface End {
        List<String> of(BrokerProcess broker) throws Exception;
    }

    private void eachGroupCoordinatorIsLoadedOnceAfter(End end) throws Exception {
        var partition = new TopicPartition(BrokerProcess.TOPIC, 0);
        var groups = IntStream.range(0, 40).mapToObj(each -> "group-" + each).toList();
        try (var broker = BrokerProcess.start(folder, 0, 0)) {
            int port = Integer.parseInt(broker.await("PORT"));
            broker.await("ACKED");
            try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
                for (String group : groups) {
                    admin.alterConsumerGroupOffsets(
                                    group, Map.of(partition, new OffsetAndMetadata(group.hashCode() & 0xff)))
                            .all()
                            .get();
                }
            }
            end.of(broker);
        }

        try (var loads = new Loads();
                var kafka = EmbeddedKafka.start(folder, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            for (String group : groups) {
                var offsets = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
                assertThat(offsets).containsEntry(partition, new OffsetAndMetadata(group.hashCode() & 0xff));
            }
            assertThat(loads.ofEachPartition()).hasSize(8).containsOnly(1L);
        }
    }

    @Test
    void aCleanStopIsQuickAndNothingIsEverPrintedOnStandardOutput() throws Exception {
        try (var broker = BrokerProcess.start(folder, 0, -1)) {
            log.info("first start: {}", broker.await("READY"));
            var said = broker.stop();
            log.info("stopped: {}", said);
            assertThat(said).allMatch(line -> line.matches("(READY|PORT|CLOSED) .*"));
        }
        assertThat(folder.resolve(".kafka_cleanshutdown")).exists();

        try (var broker = BrokerProcess.start(folder, 0, -1)) {
            log.info("restart after clean stop: {}", broker.await("READY"));
            broker.stop();
        }
    }

    @Test
    void aFolderUsedByAnotherProcessIsNamedWithItsOwner() throws Exception {
        try (var broker = BrokerProcess.start(folder, 0, -1)) {
            broker.await("READY");

            assertThatThrownBy(() -> EmbeddedKafka.start(folder, 0))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageMatching(".* in use by process \\d+\\. Stop that first.*");
        }
    }

    /** How often each partition of the groups' topic was loaded. */
    private static final class Loads extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private static final Pattern LOAD =
                Pattern.compile("Scheduling loading of metadata from (__consumer_offsets-\\d+) .*");

        private final ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(CoordinatorRuntime.class);
        private final Level before = logger.getLevel();
        private final Map<String, Long> loads = new ConcurrentHashMap<>();

        Loads() {
            logger.setLevel(Level.INFO);
            start();
            logger.addAppender(this);
        }

        Collection<Long> ofEachPartition() {
            return loads.values();
        }

        @Override
        protected void append(ILoggingEvent event) {
            var load = LOAD.matcher(event.getFormattedMessage().replaceFirst("^\\[.*?] ", ""));
            if (load.matches()) {
                loads.merge(load.group(1), 1L, Long::sum);
            }
        }

        @Override
        public void close() {
            logger.detachAppender(this);
            logger.setLevel(before);
        }
    }
}
