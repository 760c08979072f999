package io.instancebus.embedded;

import java.nio.file.Path;

/** A broker and its registry on free ports, for tests; closing it closes both. */
public record EmbeddedBus(EmbeddedKafka kafka, EmbeddedSchemaRegistry registry) implements AutoCloseable {

    /**
     * Starts both.
     *
     * @param dataDirectory where the broker keeps its records, and the registry its schemas among them
     * @throws EmbeddedStartException if either cannot start; neither is left running
     */
    public static EmbeddedBus start(Path dataDirectory) {
        var kafka = EmbeddedKafka.start(dataDirectory, 0);
        try {
            return new EmbeddedBus(kafka, EmbeddedSchemaRegistry.start(kafka.bootstrapServers(), 0));
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    /** What a client puts into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** What a client puts into {@code schema.registry.url}. */
    public String registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
