package io.instancebus.command.topology;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** An encoded record to write; a null value is a tombstone. Its toString does not show the content. */
record Outgoing(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    @Override
    public String toString() {
        return "a record for " + topic;
    }

    /** The serializer of the sink: the value is encoded already. */
    static final class Values implements Serializer<Outgoing> {
        @Override
        public byte @Nullable [] serialize(String topic, Outgoing record) {
            return record.value();
        }
    }
}
