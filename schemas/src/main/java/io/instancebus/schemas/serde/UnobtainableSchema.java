package io.instancebus.schemas.serde;

/**
 * The registry serves other schemas, but has not served the one of this record within its patience. The record is
 * treated like any undecodable record. A reader that keeps a table in memory may ask again later, because the registry
 * may be repaired.
 */
public final class UnobtainableSchema extends UndecodableRecord {
    private static final long serialVersionUID = 1L;

    public UnobtainableSchema(String message, Throwable cause) {
        super(message, cause);
    }
}
