package io.instancebus.schemas;

import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How a service reaches the bus; the part of every service's configuration that is the same.
 *
 * @param bootstrapServers of Kafka, as host:port,host:port
 * @param registryUrl of the schema registry; several, separated by commas, are tried in turn
 * @param topicPrefix before the name of every topic; empty by default
 * @param partitions of every topic whose key must keep its place; fixed for the topics' life; 48 by default
 * @param replicationFactor of the topics; 1 to 32,767; 3 by default
 * @param properties further settings of the Kafka clients and of the serdes (security, schema.registry.ssl.* …),
 *     handed on as they are; may hold secrets, so it is left out of toString
 */
public record BusConnection(
        String bootstrapServers,
        String registryUrl,
        @Nullable String topicPrefix,
        @Nullable Integer partitions,
        @Nullable Integer replicationFactor,
        @Nullable Map<String, String> properties) {

    public BusConnection {
        topicPrefix = topicPrefix == null ? "" : topicPrefix;
        partitions = partitions == null ? 48 : partitions;
        replicationFactor = replicationFactor == null ? 3 : replicationFactor;
        properties = properties == null ? Map.of() : Map.copyOf(properties);
        if (partitions < 1 || replicationFactor < 1 || replicationFactor > Short.MAX_VALUE) {
            throw new IllegalArgumentException("partitions and replicationFactor must be at least 1");
        }
    }

    /** For one broker on this machine. */
    public static BusConnection local(String bootstrapServers, String registryUrl, int partitions) {
        return new BusConnection(bootstrapServers, registryUrl, "", partitions, 1, Map.of());
    }

    /** The settings that every Kafka client and serde of this connection starts from. */
    public Properties clientProperties() {
        Properties all = new Properties();
        all.putAll(java.util.Objects.requireNonNull(properties));
        all.put("bootstrap.servers", bootstrapServers);
        all.put("schema.registry.url", registryUrl);
        return all;
    }

    @Override
    public String toString() {
        return "BusConnection[" + bootstrapServers + ", " + registryUrl + ", prefix \"" + topicPrefix + "\"]";
    }
}
