package io.instancebus.schemas.registry;

import org.apache.avro.Schema;

/** A schema and its id in the registry. */
public record RegisteredSchema(int id, Schema schema) {}
