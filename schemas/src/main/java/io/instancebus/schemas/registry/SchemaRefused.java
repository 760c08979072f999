package io.instancebus.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The registry answered, and the answer is no: trying the same again gives the same. */
public final class SchemaRefused extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** What the registry, or this client, has against the schema. */
    public enum Reason {
        /** It cannot live together with the subject's earlier versions (409). */
        INCOMPATIBLE,
        /** The registry does not take it for a schema (42201). */
        INVALID,
        /** There is no such id; or the subject has no such schema, and registering is off (40401, 40402, 40403). */
        NOT_REGISTERED,
        /** The registry has refused this one schema for as long as it was given, and serves others. */
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
