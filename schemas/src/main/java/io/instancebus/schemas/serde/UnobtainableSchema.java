package io.instancebus.schemas.serde;

/**
 * The registry serves other schemas and has not given the one of this record for as long as it was given to do so. The
 * record is dealt with as any that cannot be decoded. Who keeps a table in memory may ask again later: the registry may
 * be repaired.
 */
public final class UnobtainableSchema extends UndecodableRecord {
    private static final long serialVersionUID = 1L;

    public UnobtainableSchema(String message, Throwable cause) {
        super(message, cause);
    }
}
