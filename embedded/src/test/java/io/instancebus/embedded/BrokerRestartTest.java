package io.instancebus.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
}
