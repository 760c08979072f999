package io.instancebus.schemas.registry;

import org.apache.avro.Schema;

/** A schema and the id that the registry knows it by. */
public record RegisteredSchema(int id, Schema schema) {}
