package io.instancebus.command.topology;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A record to be written, encoded; a null value is a tombstone. Its toString shows nothing of its content. */
record Outgoing(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    @Override
    public String toString() {
        return "a record for " + topic;
    }

    /** The sink's: the value was encoded when the record was made. */
    static final class Values implements Serializer<Outgoing> {
        @Override
        public byte @Nullable [] serialize(String topic, Outgoing record) {
            return record.value();
        }
    }
}
