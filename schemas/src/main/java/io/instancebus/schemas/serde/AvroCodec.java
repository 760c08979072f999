package io.instancebus.schemas.serde;

import io.instancebus.schemas.registry.SchemaRegistryClient;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Decodes the values of one topic into records of one generated class, and encodes them. It is for services that read
 * bytes from the bus, so that they can handle a bad record themselves. Thread-safe; it allocates little besides the
 * result.
 */
public final class AvroCodec<T extends SpecificRecord> {
    private final Class<T> type;
    private final String subject;
    private final SchemaRegistryClient registry;
    private final RecordReader reader;
    private final RecordWriter writer;

    /**
     * @param topic the topic's full name, prefix included; the subject is the topic's name followed by {@code -value}
     * @param registry the registry client, which the caller closes
     */
    public AvroCodec(Class<T> type, String topic, SchemaRegistryClient registry) {
        this.type = type;
        this.subject = topic + "-value";
        this.registry = registry;
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        RecordReader.View view = new RecordReader.View(schema, model);
        registry.expect(subject, schema);
        this.reader = new RecordReader(registry, writerSchema -> view);
        this.writer = new RecordWriter(registry, RecordWriter.SchemaUse.REGISTER, true);
    }

    /**
     * Decodes a value for a reader that does not know how long the record has waited.
     *
     * @throws UndecodableRecord if the bytes can never be read
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry cannot be asked now
     */
    public T decode(byte[] value) {
        return type.cast(reader.read(value, null));
    }

    /**
     * @param waited how long the record has waited since the reader first saw it
     * @throws UndecodableRecord if the bytes can never be read
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry cannot be asked now
     */
    public T decode(byte[] value, Duration waited) {
        return type.cast(reader.read(value, waited));
    }

    /**
     * Asks for the schema of a record that will be decoded after others, unless it is known or was asked for already.
     *
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry is unreachable
     */
    public void askAhead(int schemaId) {
        registry.askAhead(schemaId);
    }

    /**
     * @throws org.apache.kafka.common.errors.SerializationException if the record is incomplete or longer than
     *     {@link WireFormat#MAX_BYTES}
     * @throws io.instancebus.schemas.registry.SchemaRefused if the registry refuses the schema
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry cannot be asked now
     */
    public byte[] encode(T datum) {
        return writer.write(subject, datum);
    }
}
