package io.instancebus.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record can never be read: the record belongs on the dead-letter topic, and the stream continues. The
 * message gives the reason and never shows the record's content, which may be secret.
 */
public sealed class UndecodableRecord extends SerializationException permits UnobtainableSchema {
    private static final long serialVersionUID = 1L;

    public UndecodableRecord(String message) {
        super(message);
    }

    public UndecodableRecord(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
