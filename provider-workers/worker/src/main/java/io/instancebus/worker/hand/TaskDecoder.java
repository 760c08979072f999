package io.instancebus.worker.hand;

import io.instancebus.avro.ProviderTask;
import io.instancebus.domain.Failure;
import io.instancebus.domain.FailureCategory;
import io.instancebus.domain.InstanceId;
import io.instancebus.domain.Report;
import io.instancebus.domain.Task;
import io.instancebus.mapping.TaskMapping;
import io.instancebus.schemas.serde.AvroCodec;
import io.instancebus.schemas.serde.UndecodableRecord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decodes the bytes of a task's topic. */
final class TaskDecoder {

    /** The result of decoding a record. */
    sealed interface Decoded {}

    record Understood(Task task) implements Decoded {}

    /** The task is identified, but cannot be carried out. */
    record Refused(String account, Report report) implements Decoded {}

    record Undecodable(String reason) implements Decoded {}

    private final AvroCodec<ProviderTask> codec;

    TaskDecoder(AvroCodec<ProviderTask> codec) {
        this.codec = codec;
    }

    /**
     * @param age the time since the broker got the record; negative if the clocks differ by more
     * @throws io.instancebus.schemas.registry.RegistryUnavailable if the registry does not answer, so that the bytes
     *     cannot be judged now
     */
    Decoded decode(byte @Nullable [] value, Duration age) {
        if (value == null) {
            return new Undecodable("the record has no value");
        }
        ProviderTask avro;
        try {
            avro = age.isNegative() ? codec.decode(value) : codec.decode(value, age);
        } catch (UndecodableRecord e) {
            return new Undecodable(String.valueOf(e.getMessage()));
        }
        try {
            return new Understood(TaskMapping.fromAvro(avro));
        } catch (IllegalArgumentException e) {
            return refused(avro, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return refused(
                    avro, "the task cannot be understood: " + e.getClass().getSimpleName());
        }
    }

    private static Decoded refused(ProviderTask avro, String reason) {
        try {
            InstanceId instanceId = new InstanceId(avro.getInstanceId());
            Failure failure = Failure.of(FailureCategory.INVALID, reason);
            return new Refused(
                    avro.getAccount(), new Report.Failed(instanceId, avro.getTaskId(), avro.getAttempt(), failure));
        } catch (RuntimeException e) {
            return new Undecodable(reason);
        }
    }
}
