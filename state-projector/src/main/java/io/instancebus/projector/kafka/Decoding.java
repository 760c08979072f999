package io.instancebus.projector.kafka;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.projector.fold.Envelope;
import io.instancebus.projector.fold.EventBodies;
import io.instancebus.projector.store.Entry;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.topic.Topics;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Decodes records into entries. A record that can never be read becomes a dead letter; while the registry does not
 * answer, no record is judged.
 */
final class Decoding {
    private final Topics topics;
    private final AvroCodec<InstanceEvent> instanceEvents;
    private final AvroCodec<AccountEvent> accountEvents;
    private final EventDeadLetters deadLetters;

    Decoding(Topics topics, SchemaRegistryClient registry, EventDeadLetters deadLetters) {
        this.topics = topics;
        this.instanceEvents = new AvroCodec<>(InstanceEvent.class, topics.events(), registry);
        this.accountEvents = new AvroCodec<>(AccountEvent.class, topics.accountEvents(), registry);
        this.deadLetters = deadLetters;
    }

    /**
     * The entry; empty for a tombstone and for a dead letter.
     *
     * @param waited how long the record has already waited for the registry
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry does not answer, so that the bytes
     *     cannot be judged now
     */
    Optional<Entry> entry(ConsumerRecord<byte[], byte[]> arrived, Duration waited) {
        if (arrived.value() == null) {
            return Optional.empty();
        }
        try {
            return arrived.topic().equals(topics.events()) ? instance(arrived, waited) : account(arrived, waited);
        } catch (UndecodableRecord e) {
            deadLetters.put(arrived, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Requests the schema of a record that is decoded later.
     *
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry does not answer
     */
    void askAhead(int schemaId) {
        instanceEvents.askAhead(schemaId);
    }

    private Optional<Entry> instance(ConsumerRecord<byte[], byte[]> arrived, Duration waited) {
        InstanceEvent event = instanceEvents.decode(arrived.value(), waited);
        return kept(
                arrived,
                Envelope.problem(event),
                new Entry.OfInstance(arrived.offset(), event, EventBodies.text(event)));
    }

    private Optional<Entry> account(ConsumerRecord<byte[], byte[]> arrived, Duration waited) {
        AccountEvent event = accountEvents.decode(arrived.value(), waited);
        return kept(arrived, Envelope.problem(event), new Entry.OfAccount(arrived.offset(), event));
    }

    private Optional<Entry> kept(ConsumerRecord<byte[], byte[]> arrived, Optional<String> problem, Entry entry) {
        if (problem.isEmpty()) {
            return Optional.of(entry);
        }
        deadLetters.put(arrived, "the envelope breaks the contract: " + problem.get());
        return Optional.empty();
    }
}
