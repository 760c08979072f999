package io.instancebus.command.topology;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProviderReport;
import io.instancebus.command.state.AggregateCodec;
import io.instancebus.command.state.Stores;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.time.InstantSource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * Commands and reports in; events, current states, tasks and dead letters out. One processor reads both topics, so that
 * all records of an instance meet its state in one place. Kafka sees values as bytes, because a record that cannot be
 * decoded must not stop the stream.
 */
public final class CommandTopology {
    private static final String DECIDE = "decide";

    private CommandTopology() {}

    /**
     * @param partitions the number of partitions of the topics of commands and reports
     * @param registry the caller closes it
     */
    public static Topology of(
            Topics topics,
            int partitions,
            SchemaRegistryClient registry,
            DecisionRule rule,
            TaskTopics taskTopics,
            UnreadRecords unread,
            AlarmTimes alarms,
            InstantSource clock) {
        Parts parts = new Parts(
                topics,
                new AvroCodec<>(InstanceCommand.class, topics.commands(), registry),
                new AvroCodec<>(ProviderReport.class, topics.reports(), registry),
                new AggregateCodec(),
                new DeliverableTasks(rule, taskTopics),
                new Outputs(topics, registry),
                new Placement(partitions),
                ThreadLocal.withInitial(CommitPace::new),
                unread,
                alarms,
                clock);
        Topology topology = new Topology();
        topology.addSource("commands", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.commands());
        topology.addSource("reports", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.reports());
        topology.addProcessor(DECIDE, () -> new InstanceProcessor(parts), "commands", "reports");
        Stores.all().forEach(store -> topology.addStateStore(store, DECIDE));
        // One sink for all topics, so that the topology does not depend on the provider types.
        topology.addSink(
                "bus", (key, out, context) -> out.topic(), new ByteArraySerializer(), new Outgoing.Values(), DECIDE);
        return topology;
    }
}
