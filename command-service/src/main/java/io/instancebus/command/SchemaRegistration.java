package io.instancebus.command;

import io.instancebus.schemas.registry.RegistryUnavailable;
import io.instancebus.schemas.registry.SchemaRegistryClient;
import io.instancebus.schemas.serde.JavaProperties;
import io.instancebus.schemas.topic.TopicCatalogue;
import io.instancebus.schemas.topic.TopicSpec;
import io.instancebus.time.SteadyClock;
import io.instancebus.time.SteadyTime;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the schema of every topic before the first record, so that no record waits for it. */
final class SchemaRegistration {
    private static final Logger log = LoggerFactory.getLogger(SchemaRegistration.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final SchemaRegistryClient registry;

    SchemaRegistration(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Registers the schemas of all topics, and waits while the registry is unavailable.
     *
     * @throws RegistryUnavailable if the registry is still unavailable when the patience ends
     * @throws io.instancebus.schemas.registry.SchemaRefused if the registry refuses a schema
     */
    void register(TopicCatalogue catalogue, Duration patience) throws InterruptedException {
        SteadyTime deadline = SteadyClock.system().now().plus(patience);
        boolean told = false;
        while (true) {
            try {
                catalogue.specs().forEach(this::register);
                return;
            } catch (RegistryUnavailable e) {
                if (SteadyClock.system().now().isAfter(deadline)) {
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
     * Registers both texts of the schema, so that no client registers one of them as another version: first the text of
     * the generated Java classes, then, as the latest version, the published text.
     *
     * @throws RegistryUnavailable if the registry is unavailable
     * @throws io.instancebus.schemas.registry.SchemaRefused if the registry refuses the schema
     */
    void register(TopicSpec spec) {
        String subject = spec.name() + "-value";
        spec.valueSchema().ifPresent(schema -> {
            registry.register(subject, schema);
            registry.register(subject, JavaProperties.without(schema));
        });
    }
}
