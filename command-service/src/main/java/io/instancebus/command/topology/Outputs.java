package io.instancebus.command.topology;

import io.instancebus.avro.InstanceEvent;
import io.instancebus.avro.InstanceSnapshot;
import io.instancebus.avro.ObservationRequest;
import io.instancebus.avro.ProviderTask;
import io.instancebus.domain.Aggregate;
import io.instancebus.domain.Decision;
import io.instancebus.domain.Effect;
import io.instancebus.domain.Event;
import io.instancebus.domain.ProviderType;
import io.instancebus.domain.Task;
import io.instancebus.mapping.EventMapping;
import io.instancebus.mapping.SnapshotMapping;
import io.instancebus.mapping.TaskMapping;
import io.instancebus.schemas.header.CloudEvent;
import io.instancebus.schemas.header.TraceParent;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Maps decisions to records of the bus: events, current states, tasks, observation requests. Thread-safe. */
public final class Outputs {
    private static final String SOURCE = "/instance-bus/command-service";

    private final Topics topics;
    private final AvroCodec<InstanceEvent> events;
    private final AvroCodec<InstanceSnapshot> snapshots;
    private final AvroCodec<ObservationRequest> observations;
    private final AvroCodec<ProviderTask> runs;
    private final SchemaRegistryClient registry;
    private final Map<ProviderType, AvroCodec<ProviderTask>> tasks = new ConcurrentHashMap<>();

    public Outputs(Topics topics, SchemaRegistryClient registry) {
        this.topics = topics;
        this.events = new AvroCodec<>(InstanceEvent.class, topics.events(), registry);
        this.snapshots = new AvroCodec<>(InstanceSnapshot.class, topics.state(), registry);
        this.observations = new AvroCodec<>(ObservationRequest.class, topics.observations(), registry);
        this.runs = new AvroCodec<>(ProviderTask.class, topics.runs(), registry);
        this.registry = registry;
    }

    List<Outgoing> of(Decision decision, Traces traces) {
        List<Outgoing> records = new ArrayList<>();
        decision.events().forEach(event -> records.add(event(event, traces.of(event.commandId()))));
        snapshot(decision, traces).ifPresent(records::add);
        decision.effects().forEach(effect -> records.add(effect(effect, decision, traces)));
        return records;
    }

    /** The snapshot belongs to the trace of the last event. */
    private Optional<Outgoing> snapshot(Decision decision, Traces traces) {
        if (decision.events().isEmpty() || !(decision.next() instanceof Aggregate.Live live)) {
            return Optional.empty();
        }
        Event last = decision.events().getLast();
        InstanceSnapshot snapshot = last.sequence() > 0 ? SnapshotMapping.toAvro(live, decision.actions()) : null;
        return Optional.ofNullable(snapshot).map(avro -> snapshot(avro, traces.of(last.commandId())));
    }

    Outgoing event(Event event, @Nullable TraceParent trace) {
        InstanceEvent avro = EventMapping.toAvro(event);
        return record(topics.events(), avro.getInstanceId(), events.encode(avro), CloudEvent.of(avro, SOURCE), trace);
    }

    private Outgoing snapshot(InstanceSnapshot avro, @Nullable TraceParent trace) {
        CloudEvent about = about(
                avro.getInstanceId() + ":" + avro.getVersion(),
                "InstanceSnapshot",
                avro.getInstanceId(),
                avro.getUpdatedAt());
        return record(topics.state(), avro.getInstanceId(), snapshots.encode(avro), about, trace);
    }

    private Outgoing effect(Effect effect, Decision decision, Traces traces) {
        return switch (effect) {
            case Effect.IssueTask(Task task) -> task(task, traces.of(task.commandId()));
            case Effect.RequestObservation request -> observation(request, traces.ofObservation(decision));
            case Effect.ForgetInstance(var id) ->
                new Outgoing(topics.state(), bytes(id.value()), null, new RecordHeaders());
        };
    }

    private Outgoing task(Task task, @Nullable TraceParent trace) {
        ProviderTask avro = TaskMapping.toAvro(task);
        CloudEvent about = about(
                avro.getTaskId() + ":" + avro.getAttempt(),
                "ProviderTask." + avro.getType(),
                avro.getInstanceId(),
                avro.getIssuedAt());
        return switch (task.body()) {
            case Task.Run run -> record(topics.runs(), avro.getInstanceId(), runs.encode(avro), about, trace);
            case Task.Create create -> providerTask(task.providerType(), avro, about, trace);
            case Task.Act act -> providerTask(task.providerType(), avro, about, trace);
            case Task.DestroyStray stray -> providerTask(task.providerType(), avro, about, trace);
        };
    }

    private Outgoing providerTask(ProviderType type, ProviderTask avro, CloudEvent about, @Nullable TraceParent trace) {
        String topic = topics.tasks(type.label());
        byte[] value = tasks.computeIfAbsent(type, each -> new AvroCodec<>(ProviderTask.class, topic, registry))
                .encode(avro);
        return record(topic, avro.getInstanceId(), value, about, trace);
    }

    private Outgoing observation(Effect.RequestObservation request, @Nullable TraceParent trace) {
        ObservationRequest avro = TaskMapping.toAvro(request);
        CloudEvent about = about(
                avro.getInstanceId() + ":" + avro.getNumber(),
                "ObservationRequest",
                avro.getInstanceId(),
                avro.getIssuedAt());
        return record(topics.observations(), avro.getAccount(), observations.encode(avro), about, trace);
    }

    private static CloudEvent about(String id, String type, String subject, Instant time) {
        return new CloudEvent(id, "io.instancebus." + type, SOURCE, subject, time, null, null, null);
    }

    private static Outgoing record(
            String topic, String key, byte[] value, CloudEvent about, @Nullable TraceParent trace) {
        Headers headers = new RecordHeaders();
        about.writeTo(headers);
        if (trace != null) {
            trace.child().writeTo(headers);
        }
        return new Outgoing(topic, bytes(key), value, headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
