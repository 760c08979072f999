package io.instancebus.client;

import io.instancebus.avro.AdminPassword;
import io.instancebus.avro.InstanceEvent;
import io.instancebus.fuzzing.FuzzTarget;
import io.instancebus.fuzzing.RecordInputs;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.sealing.SealingPublicKey;
import io.instancebus.schemas.sealing.UnsealingFailed;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import io.instancebus.schemas.topic.Topics;
import java.util.List;
import java.util.Map;

/** Any bytes as an event are undecodable, or an event that the board of outcomes and the reply key can take. */
public final class EventsFuzzer implements FuzzTarget {
    private static final String TOPIC = Topics.withoutPrefix().events();

    private final RecordInputs inputs = new RecordInputs(List.of(new RecordInputs.Kind(TOPIC, InstanceEvent.SCHEMA$)));
    private final AvroCodec<InstanceEvent> codec = new AvroCodec<>(
            InstanceEvent.class, TOPIC, SchemaRegistryClient.from(Map.of("schema.registry.url", inputs.registryUrl())));
    private final OutcomeBoard outcomes = new OutcomeBoard(100);
    private final ReplyKey key = ReplyKey.generate();
    private final String keyId = SealingPublicKey.of(key.publicKey().array()).keyId();

    @Override
    public List<byte[]> seeds() {
        return inputs.seeds();
    }

    @Override
    public void read(byte[] input) {
        InstanceEvent event;
        try {
            event = codec.decode(inputs.value(input));
        } catch (UndecodableRecord e) {
            return;
        }
        outcomes.see(event);
        open(event);
    }

    /** As if it had been sealed to the key at hand, or nothing would be tried. */
    private void open(InstanceEvent event) {
        if (event.getInstanceDetailsChanged() == null) {
            return;
        }
        AdminPassword password = event.getInstanceDetailsChanged().getDetails().getAdminPassword();
        if (password != null && password.getToRequester() != null) {
            password.getToRequester().setKeyId(keyId);
        }
        try {
            var unused = key.adminPassword(event);
        } catch (UnsealingFailed e) {
            // An answer.
        }
    }
}
