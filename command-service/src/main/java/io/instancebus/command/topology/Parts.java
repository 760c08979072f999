package io.instancebus.command.topology;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProviderReport;
import io.instancebus.command.state.AggregateCodec;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.time.InstantSource;

/** The parts that all partitions share. All are thread-safe. */
record Parts(
        Topics topics,
        AvroCodec<InstanceCommand> commands,
        AvroCodec<ProviderReport> reports,
        AggregateCodec states,
        DecisionRule rule,
        Outputs outputs,
        Placement placement,
        ThreadLocal<CommitPace> paces,
        UnreadRecords unread,
        AlarmTimes alarms,
        InstantSource clock) {

    /** The number of instances in memory, over all partitions of the bus. */
    private static final int IN_MEMORY = 16_384;

    private static final int IN_MEMORY_EACH_AT_LEAST = 256;

    /** The pace of the calling stream thread. */
    CommitPace pace() {
        return paces.get();
    }

    /** The number of instances that a partition may keep in memory. */
    int inMemoryEach() {
        return Math.max(IN_MEMORY_EACH_AT_LEAST, IN_MEMORY / placement.partitions());
    }
}
