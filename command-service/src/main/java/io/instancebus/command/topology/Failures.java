package io.instancebus.command.topology;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaRefused;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;

/** Tells bugs, which concern one record, from failures of the environment, which concern all. */
final class Failures {
    private Failures() {}

    static void rethrowUnlessBug(RuntimeException e) {
        boolean registry = e instanceof RegistryUnavailable || e instanceof SchemaRefused;
        boolean kafka = e instanceof KafkaException && !(e instanceof SerializationException);
        if (registry || kafka) {
            throw e;
        }
    }

    static String name(Throwable e) {
        return e.getClass().getSimpleName();
    }

    /** Where the failure happened, without its message, which may contain content of a record. */
    static Throwable withoutWords(Throwable e) {
        Throwable shown = new IllegalStateException(e.getClass().getName());
        shown.setStackTrace(e.getStackTrace());
        return shown;
    }
}
