package io.instancebus.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The registry refused the request; repeating it gives the same result. */
public final class SchemaRefused extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** Why the registry, or this client, refuses the schema. */
    public enum Reason {
        /** The schema is incompatible with the subject's earlier versions (409). */
        INCOMPATIBLE,
        /** The registry does not accept it as a schema (42201). */
        INVALID,
        /** There is no such id; or the subject has no such schema, and registering is off (40401, 40402, 40403). */
        NOT_REGISTERED,
        /** The registry serves other schemas, and has not served this one within the patience. */
        WITHHELD,
        /** It is not Avro, or not an Avro schema within the bounds of this client. */
        UNUSABLE,
        /** Any other refusal of the request. */
        OTHER
    }

    private final Reason reason;

    public SchemaRefused(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
