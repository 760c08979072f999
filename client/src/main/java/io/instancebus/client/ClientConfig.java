package io.instancebus.client;

import io.instancebus.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;

/**
 * The configuration of the client.
 *
 * @param bootstrapServers Kafka's bootstrap servers, as host:9092
 * @param registryUrl the schema registry's URLs, comma-separated
 * @param topics the topic names, with their prefix
 * @param actor the name of the publisher, for the history; at most 255 characters
 * @param source the publisher as CloudEvents source, a path such as {@code /shop/orders}
 * @param kafka further settings of Kafka's clients and the registry client (security, time-outs), by Kafka's and
 *     Confluent's names; they may hold secrets
 */
public record ClientConfig(
        String bootstrapServers,
        String registryUrl,
        Topics topics,
        String actor,
        String source,
        Map<String, String> kafka) {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String REGISTRY_URL = "schema.registry.url";
    public static final String TOPIC_PREFIX = "instancebus.topic.prefix";
    public static final String ACTOR = "instancebus.actor";
    public static final String SOURCE = "instancebus.source";
    private static final int MAX_ACTOR = 255;

    public ClientConfig {
        require(BOOTSTRAP_SERVERS, bootstrapServers);
        require(REGISTRY_URL, registryUrl);
        require(ACTOR, actor);
        require(SOURCE, source);
        if (actor.length() > MAX_ACTOR) {
            throw new ConfigException(ACTOR, actor.length() + " characters", "at most " + MAX_ACTOR);
        }
        kafka = Map.copyOf(kafka);
    }

    /** No topic prefix, no further settings. */
    public static ClientConfig of(String bootstrapServers, String registryUrl, String actor) {
        return new ClientConfig(
                bootstrapServers, registryUrl, Topics.withoutPrefix(), actor, "/instance-bus/client", Map.of());
    }

    /**
     * Reads properties with the names above, and passes all others to Kafka's clients unchanged.
     *
     * @throws ConfigException if one is missing or wrong
     */
    public static ClientConfig from(Properties properties) {
        Map<String, String> kafka = new HashMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("instancebus."))
                .filter(name -> !name.equals(BOOTSTRAP_SERVERS) && !name.equals(REGISTRY_URL))
                .forEach(name -> kafka.put(name, properties.getProperty(name)));
        return new ClientConfig(
                properties.getProperty(BOOTSTRAP_SERVERS, ""),
                properties.getProperty(REGISTRY_URL, ""),
                new Topics(properties.getProperty(TOPIC_PREFIX, "")),
                properties.getProperty(ACTOR, ""),
                properties.getProperty(SOURCE, "/instance-bus/client"),
                kafka);
    }

    /** The settings that the producer and the consumers share. */
    Map<String, Object> common() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(BOOTSTRAP_SERVERS, bootstrapServers);
        settings.put(REGISTRY_URL, registryUrl);
        return settings;
    }

    private static void require(String name, String value) {
        if (value.isBlank()) {
            throw new ConfigException(name + " is missing");
        }
    }

    /** Without the further settings, which may hold passwords. */
    @Override
    public String toString() {
        return "ClientConfig[" + bootstrapServers + ", prefix '" + topics.prefix() + "', " + actor + "]";
    }
}
