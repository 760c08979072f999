package io.instancebus.embedded;

/**
 * A schema under a subject.
 *
 * @param version counted within the subject from 1
 * @param id of the schema's text, the same under every subject
 * @param deleted no longer listed, but its id can still be resolved: records that carry it may still be there
 */
record SchemaVersion(String subject, int version, int id, String schema, boolean deleted) {

    SchemaVersion withDeleted() {
        return new SchemaVersion(subject, version, id, schema, true);
    }
}
