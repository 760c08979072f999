package io.instancebus.command.topology;

import io.instancebus.avro.InstanceCommand;
import io.instancebus.avro.ProviderReport;
import io.instancebus.command.state.AggregateCodec;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.time.InstantSource;

/** What all partitions share; each part serves any number of threads. */
record Parts(
        Topics topics,
        AvroCodec<InstanceCommand> commands,
        AvroCodec<ProviderReport> reports,
        AggregateCodec states,
        DecisionRule rule,
        Outputs outputs,
        Placement placement,
        InstantSource clock) {}
