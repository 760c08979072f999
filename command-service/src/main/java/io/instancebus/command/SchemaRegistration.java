package io.instancebus.command;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.JavaProperties;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the schema of every topic before the first record, so that no record is held up by it. */
final class SchemaRegistration {
    private static final Logger log = LoggerFactory.getLogger(SchemaRegistration.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final SchemaRegistryClient registry;

    SchemaRegistration(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Waits for a registry that is away.
     *
     * @throws RegistryUnavailable if it is not there in time
     * @throws io.instancebus.schemas.registry.SchemaRefused if it does not take a schema
     */
    void register(TopicCatalogue catalogue, Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        boolean told = false;
        while (true) {
            try {
                catalogue.specs().forEach(this::register);
                return;
            } catch (RegistryUnavailable e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
                if (!told) {
                    told = true;
                    log.atWarn().addKeyValue("reason", e.getMessage()).log("Waiting for the schema registry");
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /**
     * Registers the schema in both of its texts, so that no client registers one of them as a version of its own: first
     * as the generated Java classes have it, then, as the latest, as it is published.
     *
     * @throws RegistryUnavailable if it is not there
     * @throws io.instancebus.schemas.registry.SchemaRefused if it does not take the schema
     */
    void register(TopicSpec spec) {
        String subject = spec.name() + "-value";
        spec.valueSchema().ifPresent(schema -> {
            registry.register(subject, schema);
            registry.register(subject, JavaProperties.without(schema));
        });
    }
}
