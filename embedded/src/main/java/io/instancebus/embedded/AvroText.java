package io.instancebus.embedded;

import org.apache.avro.Schema;

/**
 * A valid Avro schema and the text by which the registry knows it again: two texts that differ in white space only are
 * one schema, two that differ in documentation are two.
 */
record AvroText(String text, Schema schema) {

    /** @throws RegistryProblem 42201 if the text is not a valid Avro schema */
    static AvroText parse(String text) {
        if (text.isBlank()) {
            throw RegistryProblem.invalidSchema("the schema is empty");
        }
        try {
            var schema = new Schema.Parser().parse(text);
            return new AvroText(schema.toString(), schema);
        } catch (RuntimeException | StackOverflowError e) {
            // Avro has no one exception for this: it also throws those of types, of JSON and of missing fields.
            throw RegistryProblem.invalidSchema(
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }
}
