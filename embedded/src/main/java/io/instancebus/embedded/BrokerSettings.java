package io.instancebus.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The settings of a broker that is also its own controller, alone in its cluster and on the loopback interface. */
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final String CLIENT_LISTENER = "CLIENT";

    private BrokerSettings() {}

    static Map<String, String> of(Path directory, int port, int controllerPort) {
        var settings = new HashMap<String, String>();
        settings.putAll(oneNode(directory, port, controllerPort));
        settings.putAll(internalTopics());
        settings.putAll(groups());
        settings.putAll(transactions());
        settings.putAll(modestMemory());
        return settings;
    }

    private static Map<String, String> oneNode(Path directory, int port, int controllerPort) {
        var clients = CLIENT_LISTENER + "://" + LoopbackPorts.HOST + ":" + port;
        var controller = LoopbackPorts.HOST + ":" + controllerPort;
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                // Voters that stand in the settings, not in the log: the controller's port changes with each start.
                Map.entry("controller.quorum.voters", NODE_ID + "@" + controller),
                Map.entry("controller.listener.names", CONTROLLER_LISTENER),
                Map.entry("listeners", clients + "," + CONTROLLER_LISTENER + "://" + controller),
                Map.entry("advertised.listeners", clients),
                Map.entry("inter.broker.listener.name", CLIENT_LISTENER),
                Map.entry(
                        "listener.security.protocol.map",
                        CLIENT_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                // Of every topic that says nothing else: the broker unpacks, within bounds, and no reader has to.
                Map.entry("compression.type", "uncompressed"),
                Map.entry("controller.quorum.append.linger.ms", "1"),
                // Kafka writes an empty record to the synced metadata log this often when nothing happens.
                Map.entry("metadata.max.idle.interval.ms", "5000"),
                Map.entry("metric.reporters", ""));
    }

    static void add(Detour detour, Map<String, String> settings) {
        var listener = detour.name().toUpperCase(Locale.ROOT);
        var address = "," + listener + "://" + LoopbackPorts.HOST + ":";
        settings.merge("listeners", address + detour.port(), String::concat);
        settings.merge("advertised.listeners", address + detour.advertisedPort(), String::concat);
        settings.merge("listener.security.protocol.map", "," + listener + ":PLAINTEXT", String::concat);
    }

    private static Map<String, String> internalTopics() {
        return Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "8",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "8",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "8",
                "default.replication.factor", "1",
                "min.insync.replicas", "1");
    }

    /** Members that died with the process hold up a group until their session is over: 6 s, 3 of a share group, in place of 45. */
    private static Map<String, String> groups() {
        return Map.ofEntries(
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.session.timeout.ms", "6000"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "100"),
                Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
                Map.entry("group.consumer.assignment.interval.ms", "0"),
                Map.entry("group.share.min.session.timeout.ms", "1000"),
                Map.entry("group.share.session.timeout.ms", "3000"),
                Map.entry("group.share.min.heartbeat.interval.ms", "100"),
                Map.entry("group.share.heartbeat.interval.ms", "1000"),
                Map.entry("group.share.assignment.interval.ms", "0"),
                Map.entry("group.streams.min.session.timeout.ms", "1000"),
                Map.entry("group.streams.session.timeout.ms", "6000"),
                Map.entry("group.streams.min.heartbeat.interval.ms", "100"),
                Map.entry("group.streams.heartbeat.interval.ms", "1000"),
                Map.entry("group.streams.assignment.interval.ms", "0"));
    }

    /** A transaction that hangs holds back every reader of committed records, so it is ended soon. */
    private static Map<String, String> transactions() {
        return Map.of(
                "transaction.max.timeout.ms", "60000",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                "add.partitions.to.txn.retry.backoff.ms", "1");
    }

    private static Map<String, String> modestMemory() {
        return Map.of(
                // Room for 150,000 keys in one pass of the cleaner; the default takes 128 MB at once.
                "log.cleaner.dedupe.buffer.size", "4194304",
                // The first write to an index file reads ahead as far as the disk is set to, up to all 10 MB of Kafka's
                // default, for two files of each partition. With this size a segment ends at about 40 MB.
                "log.index.size.max.bytes", "131072",
                "num.network.threads", "2",
                // Each wakes three times a second when there is nothing to do.
                "num.io.threads",
                        Integer.toString(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4)),
                "background.threads", "4",
                "group.coordinator.threads", "2",
                "transaction.state.log.load.buffer.size", "1048576",
                "offsets.load.buffer.size", "1048576",
                "share.coordinator.load.buffer.size", "1048576");
    }
}
